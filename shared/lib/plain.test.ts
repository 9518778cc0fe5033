import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPlainFault } from './plain';

const LIMITS = { depth: 3, values: 20, text: 50 };

test('every JSON value within the limits is plain, unless a key of it reaches a prototype', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const json = JSON.stringify(value);
      const reaches = /"(__proto__|constructor|prototype)":/.test(json);
      expect(findPlainFault(JSON.parse(json), { depth: 10, values: 100_000, text: 1_000_000 })).toBe(reaches ? 'forbidden-key' : null);
    }),
  );
});

test.each<[unknown, string | null]>([
  [{ a: [{ b: 1 }] }, null],
  [{ a: [{ b: { c: 1 } }] }, 'too-deep'],
  [Array(20).fill(null), 'too-many-values'],
  [Array(1_000_000), 'too-many-values'],
  ['x'.repeat(51), 'too-much-text'],
  [{ ['x'.repeat(51)]: 1 }, 'too-much-text'],
  [JSON.parse('{"__proto__":1}'), 'forbidden-key'],
  [{ constructor: 1 }, 'forbidden-key'],
  [new Map(), 'not-plain'],
  [new Date(), 'not-plain'],
  [() => 1, 'not-plain'],
  [1n, 'not-plain'],
  [new Uint8Array(1), 'not-plain'],
])('%o is %s', (value, fault) => {
  expect(findPlainFault(value, LIMITS)).toBe(fault);
});

test('a cycle ends at the limits', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  expect(findPlainFault(cyclic, LIMITS)).toBe('too-deep');
});
