import type { menuEn } from '../en/menu';

export const menuAr = {} satisfies Record<keyof typeof menuEn, string>;
