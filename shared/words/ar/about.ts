import type { aboutEn } from '../en/about';

export const aboutAr = {} satisfies Record<keyof typeof aboutEn, string>;
