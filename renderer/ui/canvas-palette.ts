import type { Look as LookName } from './appearance';

/** Colours and faces of the theme, as the canvas needs them: read from the style sheet, so that both draw the same. */
export type Palette = Readonly<Record<(typeof ROLES)[number], string>> & { readonly font: string; readonly mono: string };

const ROLES = [
  'bg',
  'panel',
  'line',
  'line2',
  'ink',
  'ink2',
  'ink3',
  'accent',
  'accent-soft',
  'cand',
  'ok',
  'warn',
  'bad',
  'unk',
  'edge',
  'sunk',
  'stable',
] as const;

const read = new Map<string, Palette>();

/** Of the look that the page has now: a look has one palette. */
export function paletteOf({ theme, scheme }: LookName): Palette {
  const key = `${theme} ${scheme}`;
  const known = read.get(key);
  if (known) return known;
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const roles = Object.fromEntries(ROLES.map((role) => [role, value(role)])) as Record<(typeof ROLES)[number], string>; // of the same list
  const palette = { ...roles, font: value('font'), mono: value('mono') };
  read.set(key, palette);
  return palette;
}
