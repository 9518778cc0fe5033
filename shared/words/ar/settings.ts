import type { settingsEn } from '../en/settings';

export const settingsAr = {} satisfies Record<keyof typeof settingsEn, string>;
