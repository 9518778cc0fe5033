import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { askDuck } from '../../../e2e/peers/wide-parquet';
import { AppError } from '../../../shared/models/failure';
import type { Copy } from './object-copies';
import { chunksOf, columnsOf, readFooter } from './parquet';
import { cellOf, readHead } from './parquet-head';

const NEVER = new AbortController().signal;
const FOOTER_END = 8;
let whole: Buffer;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'footer-'));
  const file = join(folder, 'small.parquet');
  const rows = `SELECT range AS id, 'n' || range AS name, {'x': range, 'y': [range::DOUBLE, 0.5]} AS place, range % 2 = 0 AS even, NULL::DATE AS never, DATE '2001-01-01' + range::INTEGER AS day FROM range(3000)`;
  await askDuck(`COPY (${rows}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
  whole = readFileSync(file);
  rmSync(folder, { recursive: true });
});

/** A copy that has it all already. */
const copyOf = (bytes: Buffer): Copy => ({
  path: '',
  bytesRead: 0,
  fetch: async () => undefined,
  bytes: async ({ start, end }) => Uint8Array.from(bytes.subarray(start, end)),
  release: () => undefined,
});
const look = async (bytes: Buffer) => {
  const footer = await readFooter(copyOf(bytes), 'k', bytes.length, NEVER);
  return { footer, chunks: chunksOf(footer, 'k'), columns: columnsOf(footer) };
};

test('a footer tells each column with its parts, and where these lie', async () => {
  const { footer, chunks, columns } = await look(whole);
  expect(footer.metadata.row_groups).toHaveLength(2);
  expect(columns.map(({ name }) => name)).toEqual(['id', 'name', 'place.x', 'place.y.list.element', 'even', 'never', 'day']);
  expect(new Set(chunks.map(({ column }) => column))).toEqual(new Set(['id', 'name', 'place', 'even', 'never', 'day']));
  for (const { span } of chunks) expect(span.end).toBeLessThanOrEqual(footer.span.start);
});

test('the first rows are as they were written, whatever their types', async () => {
  const head = await readHead(copyOf(whole), await readFooter(copyOf(whole), 'k', whole.length, NEVER), 'k', NEVER);
  expect(head?.columns).toEqual(['id', 'name', 'place', 'even', 'never', 'day']);
  expect(head?.rows[1]).toEqual([1, 'n1', '{"x":1,"y":[1,0.5]}', false, null, '2001-01-02T00:00:00.000Z']);
  expect(head?.rows).toHaveLength(20);
});

test('a footer whose bytes were changed is read or refused, and never points outside of the file', async () => {
  const length = whole.readUInt32LE(whole.length - FOOTER_END);
  const begin = whole.length - FOOTER_END - length;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(length + 3), fc.nat(255)), { minLength: 1, maxLength: 4 }), async (changes) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of changes) bytes[begin + at] = value;
      try {
        const { footer, chunks } = await look(bytes);
        await readHead(copyOf(bytes), footer, 'k', NEVER);
        for (const { span } of chunks) expect(span.start >= 0 && span.end <= bytes.length && span.end >= span.start).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }),
    { numRuns: 300 },
  );
}, 30_000);

test('cells are plain values that JSON can hold', () => {
  expect([cellOf(2n ** 53n), cellOf(7n), cellOf(Number.NaN), cellOf(Uint8Array.of(1, 255)), cellOf({ a: 1n })]).toEqual([
    '9007199254740992',
    7,
    'NaN',
    '01ff',
    '{"a":1}',
  ]);
  expect(String(cellOf('x'.repeat(1_000)))).toHaveLength(200);
});
