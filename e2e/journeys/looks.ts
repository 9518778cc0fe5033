import type { Preferences } from '../../shared/models/preferences';

/** How a window looks while it is judged; `size` in CSS pixels. */
export type Look = { readonly name: string; readonly preferences: Partial<Preferences>; readonly size: readonly [width: number, height: number] };

const ARABIC: Look = { name: 'arabic', preferences: { theme: 'dark', locale: 'ar' }, size: [1_280, 800] };
const ALL: readonly Look[] = [
  { name: 'light', preferences: { theme: 'light', locale: 'en' }, size: [1_280, 800] },
  { name: 'dark', preferences: { theme: 'dark', locale: 'en' }, size: [1_280, 800] },
  ARABIC,
  { name: 'narrow', preferences: { theme: 'light', locale: 'en' }, size: [1_024, 700] },
  { name: 'contrast', preferences: { theme: 'contrast', locale: 'en' }, size: [1_280, 800] },
];

/** Each takes half a minute of a journey: the short form sees the one that differs most from what journeys see anyway, dark and from right to left. */
export const LOOKS = process.env['PILOTHOUSE_SOAK'] ? ALL : [ARABIC];
