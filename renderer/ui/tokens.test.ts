import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function tokensOf(selector: string): Record<string, string> {
  const start = css.indexOf(`\n${selector} {`);
  if (start < 0) throw new Error(`no ${selector} in tokens.css`);
  const block = css.slice(start, css.indexOf('\n}', start));
  return Object.fromEntries([...block.matchAll(/--([\w]+(?:-[\w]+)*): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
}

/** WCAG 2 relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Every text on every surface that it stands on. */
const TEXT = [
  ...['bg', 'panel', 'raise', 'accent-soft', 'sunk'].flatMap((surface) => ['ink', 'ink2', 'ink3'].map((ink) => [ink, surface])),
  ...['ok', 'warn', 'bad', 'cand', 'unk', 'accent'].flatMap((state) => [
    [state, `${state}-soft`],
    [state, 'panel'],
    [state, 'bg'],
  ]),
  ...['warn-soft', 'bad-soft'].flatMap((surface) => ['ink', 'ink2'].map((ink) => [ink, surface])),
  ['accent-ink', 'accent'],
  ['on-split', 'stable'],
  ['on-split', 'cand'],
  ['on-split', 'cand2'],
  ['tip-ink', 'tip'],
] as const;

const root = tokensOf(':root');
const contrastTheme = { ...root, ...tokensOf("[data-theme='contrast']") };
const themes = {
  light: { tokens: root, least: 4.5 },
  dark: { tokens: { ...root, ...tokensOf("[data-theme='dark']") }, least: 4.5 },
  contrast: { tokens: contrastTheme, least: 7 },
  'dark contrast': { tokens: { ...contrastTheme, ...tokensOf("[data-theme='contrast'][data-scheme='dark']") }, least: 7 },
};

describe.each(Object.entries(themes))('in the %s theme', (_, { tokens, least }) => {
  test(`every text has a contrast of at least ${least}`, () => {
    const weak = TEXT.map(([ink = '', surface = '']) => ({ ink, surface, ratio: contrast(tokens[ink] ?? '', tokens[surface] ?? '') })).filter(
      ({ ratio }) => !(ratio >= least),
    );
    expect(weak).toEqual([]);
  });

  test('the edge of a control has a contrast of at least 3', () => {
    expect(contrast(tokens['edge'] ?? '', tokens['panel'] ?? '')).toBeGreaterThanOrEqual(3);
  });
});

test('the heights of rows are those that the table reckons with', () => {
  const rows = [...css.matchAll(/--row: (\d+)px/g)].map(([, px]) => px);
  const table = readFileSync(new URL('./virtual-table.tsx', import.meta.url), 'utf8');
  expect(table).toContain(`{ compact: ${rows[0]}, comfortable: ${rows[1]} }`);
});

test('no style sheet of the page says left or right where it means start or end', () => {
  const renderer = new URL('..', import.meta.url);
  const sheets = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.css'));
  const PHYSICAL = /^\s*(?:(?:margin|padding|border)-(?:left|right)[\w-]*|left|right)\s*:.*|^\s*(?:text-align|float|clear)\s*:\s*(?:left|right).*/gm;
  const physical = sheets.flatMap((file) => [...readFileSync(new URL(file, renderer), 'utf8').matchAll(PHYSICAL)].map(([line]) => `${file}: ${line.trim()}`));
  expect(sheets.length).toBeGreaterThan(10);
  expect(physical).toEqual([]);
});
