/** A path below the address of the server, which may have one itself (behind Rancher and the like). */
export const under = (server: URL, path: string): string => `${server.pathname.replace(/\/+$/, '')}${path}`;
