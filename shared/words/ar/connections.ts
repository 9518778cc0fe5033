import type { connectionsEn } from '../en/connections';

export const connectionsAr = {} satisfies Record<keyof typeof connectionsEn, string>;
