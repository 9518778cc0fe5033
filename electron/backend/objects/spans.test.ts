import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '../connectors/contract';
import { bytesOfSpans, cutSpans, mergeSpans, missingSpans } from './spans';

const spans = fc.array(
  fc.tuple(fc.nat(60), fc.nat(20)).map(([start, length]): Span => ({ start, end: start + length })),
  { maxLength: 12 },
);
const bytesIn = (list: readonly Span[]) => new Set(list.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => start + index)));
const sorted = (bytes: ReadonlySet<number>) => [...bytes].toSorted((a, b) => a - b);

test('merged spans are the same bytes, in order, apart from each other', () => {
  fc.assert(
    fc.property(spans, (list) => {
      const merged = mergeSpans(list);
      expect(sorted(bytesIn(merged))).toEqual(sorted(bytesIn(list)));
      for (const [index, { start, end }] of merged.entries()) {
        expect(end).toBeGreaterThan(start);
        if (index > 0) expect(start).toBeGreaterThan(merged[index - 1]?.end ?? 0);
      }
    }),
  );
});

test('what is missing is what is wanted and not there, each byte once', () => {
  fc.assert(
    fc.property(spans, spans, (wanted, there) => {
      const missing = missingSpans(wanted, there);
      const held = bytesIn(there);
      expect(sorted(bytesIn(missing))).toEqual(sorted(new Set([...bytesIn(wanted)].filter((byte) => !held.has(byte)))));
      expect(bytesOfSpans(missing)).toBe(bytesIn(missing).size);
    }),
  );
});

test('pieces are no larger than asked for and together the whole', () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 9 }), (list, most) => {
      const merged = mergeSpans(list);
      const pieces = cutSpans(merged, most);
      expect(pieces.every(({ start, end }) => end - start <= most && end > start)).toBe(true);
      expect(mergeSpans(pieces)).toEqual(merged);
    }),
  );
});
