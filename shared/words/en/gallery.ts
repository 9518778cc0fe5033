export const galleryEn = {} as const;
