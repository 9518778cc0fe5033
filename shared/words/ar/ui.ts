import type { uiEn } from '../en/ui';

export const uiAr = {} satisfies Record<keyof typeof uiEn, string>;
