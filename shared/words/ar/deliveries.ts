import type { deliveriesEn } from '../en/deliveries';

export const deliveriesAr = {} satisfies Record<keyof typeof deliveriesEn, string>;
