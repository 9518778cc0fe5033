/** What shares traffic out between the revisions of a service, as people are told. */
export const ROUTER = 'Pilothouse gateway';
