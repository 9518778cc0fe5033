import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, LineSplitter } from './line-splitter';

const all = (splitter: LineSplitter, chunks: Buffer[]): Line[] => [
  ...chunks.flatMap((chunk) => [...splitter.push(chunk)]),
  ...[splitter.rest()].filter((line) => line !== null),
];

describe('line splitter', () => {
  it('gives the same lines however the bytes are cut, also inside a character', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !text.includes('\n') && text.trim() !== '');
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(40)), (lines, sizes) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const chunks: Buffer[] = [];
        let at = 0;
        for (const size of sizes) {
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        chunks.push(bytes.subarray(at));
        expect(all(new LineSplitter(1_000), chunks)).toEqual(lines.map((text) => ({ text })));
      }),
    );
  });

  it('leaves out a line that is too long, says how long it was, and goes on with the next', () => {
    const chunks = ['a\n', 'x'.repeat(8), 'x'.repeat(8), 'x\nb\n'].map((text) => Buffer.from(text));
    expect(all(new LineSplitter(10), chunks)).toEqual([{ text: 'a' }, { tooLong: 17 }, { text: 'b' }]);
  });

  it('reads a long line in many small chunks without reading any byte twice', () => {
    const splitter = new LineSplitter(20 << 20);
    const chunk = Buffer.alloc(1_000, 'x');
    const startedAt = performance.now();
    for (let i = 0; i < 16_000; i++) expect([...splitter.push(chunk)]).toEqual([]);
    const [line] = [...splitter.push(Buffer.from('\n'))];
    expect(line && 'text' in line && line.text.length).toBe(16_000_000);
    expect(performance.now() - startedAt).toBeLessThan(5_000); // quadratic would be minutes
  });
});
