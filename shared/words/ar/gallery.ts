import type { galleryEn } from '../en/gallery';

export const galleryAr = {} satisfies Record<keyof typeof galleryEn, string>;
