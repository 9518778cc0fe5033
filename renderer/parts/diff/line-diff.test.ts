import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffLines } from './line-diff';

const SIGNS = { same: ' ', removed: '-', added: '+' } as const;
const drawn = (before: string, after: string) => diffLines(before, after).map(({ kind, text }) => `${SIGNS[kind]}${text}`);

test('equal texts are all the same, and an ending line break is no line', () => {
  expect(drawn('a\nb\n', 'a\nb')).toEqual([' a', ' b']);
  expect(diffLines('', '')).toEqual([]);
});

test('a changed line is taken out and put in, between those that stay, each with its numbers', () => {
  expect(diffLines('spec:\n  image: v1\n  port: 1', 'spec:\n  image: v2\n  port: 1')).toEqual([
    { kind: 'same', text: 'spec:', before: 1, after: 1 },
    { kind: 'removed', text: '  image: v1', before: 2, after: null },
    { kind: 'added', text: '  image: v2', before: null, after: 2 },
    { kind: 'same', text: '  port: 1', before: 3, after: 3 },
  ]);
});

test('lines put in or taken out in the middle do not make the rest differ', () => {
  expect(drawn('a\nb\nc\nd', 'a\nx\nb\nd')).toEqual([' a', '+x', ' b', '-c', ' d']);
});

test('something that was not there before, and something that is not there after', () => {
  expect(drawn('', 'a')).toEqual(['+a']);
  expect(drawn('a', '')).toEqual(['-a']);
});

test('any two texts: each side can be read back from the difference', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd: 1'), { maxLength: 30 }).map((lines) => lines.join('\n'));
  const side = (before: string, after: string, kind: 'removed' | 'added') =>
    diffLines(before, after)
      .filter((line) => line.kind === 'same' || line.kind === kind)
      .map((line) => line.text)
      .join('\n');
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect([side(before, after, 'removed'), side(before, after, 'added')]).toEqual([before, after]);
    }),
  );
});

test('texts with nothing in common are shown one after the other, without counting every difference', () => {
  const lines = (prefix: string) => Array.from({ length: 5_000 }, (_, index) => `${prefix}${index}`).join('\n');
  const startedAt = performance.now();
  const found = diffLines(lines('a'), lines('b'));
  expect([found.length, found[0]?.kind, found.at(-1)?.kind]).toEqual([10_000, 'removed', 'added']);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
