import type { Locale } from '../../shared/models/preferences';
import { menuAr } from '../../shared/words/ar/menu';
import { menuEn } from '../../shared/words/en/menu';

export type ShellWordId = keyof typeof menuEn;
export type ShellWords = Readonly<Record<ShellWordId, string>>;

/** The few texts that the shell itself shows: the rest of the words stay with the page, out of main's start. */
export const shellWords = (locale: Locale): ShellWords => (locale === 'ar' ? menuAr : menuEn);
