export const deliveriesEn = {} as const;
