import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError, failure, failureOf } from '../../../shared/models/failure';
import type { Span } from '../connectors/contract';
import { type BlobSource, ObjectCopies } from './object-copies';

const NEVER = new AbortController().signal;
const byteAt = (at: number) => at % 251;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'copies-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An object whose every byte tells where it stands; it writes down what was asked of it. */
function object(identity: string, size = 1_000, fails: (span: Span) => AppError | null = () => null): BlobSource & { readonly asked: Span[] } {
  const asked: Span[] = [];
  return {
    identity,
    key: `${identity}.parquet`,
    size,
    asked,
    async *read(span, signal) {
      asked.push(span);
      signal.throwIfAborted();
      const why = fails(span);
      for (let at = span.start; at < span.end; at += 100) {
        if (why && at > span.start) throw why;
        yield Uint8Array.from({ length: Math.min(100, span.end - at) }, (_, index) => byteAt(at + index));
      }
    },
  };
}
const copies = (maxBytes = 1e6) => new ObjectCopies({ folder, maxBytes });
const reasonOf = async (work: Promise<unknown>) => {
  try {
    await work;
    return 'none';
  } catch (error) {
    return failureOf(error).detail.reason ?? failureOf(error).code;
  }
};

test('a copy is as large as its object and holds what was asked for; the rest was never asked for', async () => {
  const source = object('a');
  const copy = await copies().open(source);
  await copy.fetch(
    [
      { start: 10, end: 20 },
      { start: 900, end: 1_000 },
    ],
    NEVER,
  );
  const bytes = readFileSync(copy.path);
  expect([bytes.length, [...bytes.subarray(10, 20)], bytes[999], copy.bytesRead]).toEqual([
    1_000,
    Array.from({ length: 10 }, (_, index) => 10 + index),
    byteAt(999),
    110,
  ]);
  expect([bytes[9], bytes[20], copy.path.endsWith('.parquet')]).toEqual([0, 0, true]);
  expect(statSync(copy.path).mode & 0o777).toBe(0o600);
});

test('what is here is not asked for again, in another session too', async () => {
  const first = await copies().open(object('a'));
  await first.fetch([{ start: 0, end: 500 }], NEVER);
  const source = object('a');
  const later = await copies().open(source);
  await later.fetch([{ start: 100, end: 600 }], NEVER);
  expect([source.asked, later.bytesRead, later.path]).toEqual([[{ start: 500, end: 600 }], 100, first.path]);
});

test('another ETag is another file', async () => {
  const all = copies();
  const [one, two] = [await all.open(object('a "1"')), await all.open(object('a "2"'))];
  expect(one.path).not.toBe(two.path);
});

test('two that want the same at once read it once', async () => {
  const source = object('a');
  const all = copies();
  const [one, two] = await Promise.all([all.open(source), all.open(source)]);
  await Promise.all([one.fetch([{ start: 0, end: 1_000 }], NEVER), two.fetch([{ start: 0, end: 1_000 }], NEVER)]);
  expect(source.asked).toHaveLength(1);
});

test('what failed is told, counts for nothing, and is asked for again', async () => {
  const replaced = new AppError(failure('stale', { reason: 'object-replaced' }));
  let broken = true;
  const source = object('a', 1_000, () => (broken ? replaced : null));
  const copy = await copies().open(source);
  expect(await reasonOf(copy.fetch([{ start: 0, end: 1_000 }], NEVER))).toBe('object-replaced');
  broken = false;
  await copy.fetch([{ start: 0, end: 1_000 }], NEVER);
  expect([...readFileSync(copy.path)]).toEqual(Array.from({ length: 1_000 }, (_, at) => byteAt(at)));
});

test('one that is cancelled is cancelled, before and while it reads', async () => {
  const copy = await copies().open(object('a'));
  expect(await reasonOf(copy.fetch([{ start: 0, end: 10 }], AbortSignal.abort()))).toBe('cancelled');
  const abort = new AbortController();
  const slow: BlobSource = {
    ...object('b'),
    async *read(_, signal) {
      abort.abort();
      signal.throwIfAborted();
      yield new Uint8Array(1);
    },
  };
  const other = await copies().open(slow);
  expect(await reasonOf(other.fetch([{ start: 0, end: 10 }], abort.signal))).toBe('cancelled');
});

test('together they take no more room than they may: what was used longest ago goes, and never what is in use', async () => {
  const all = copies(2_000);
  const whole = [{ start: 0, end: 1_000 }];
  const [old, used] = [await all.open(object('old')), await all.open(object('used'))];
  await old.fetch(whole, NEVER);
  await used.fetch(whole, NEVER);
  old.release();
  const fresh = await all.open(object('new'));
  await fresh.fetch(whole, NEVER);
  const there = readdirSync(folder).map((name) => join(folder, name));
  expect(there.toSorted()).toEqual([dirname(used.path), dirname(fresh.path)].toSorted());
  const more = await all.open(object('more'));
  expect(await reasonOf(more.fetch(whole, NEVER))).toBe('object-too-large');
});

test('what a crash left half-noted, or somebody cut short, is read anew', async () => {
  const first = await copies().open(object('a'));
  await first.fetch([{ start: 0, end: 1_000 }], NEVER);
  writeFileSync(first.path, 'cut');
  const source = object('a');
  const again = await copies().open(source);
  await again.fetch([{ start: 0, end: 1_000 }], NEVER);
  expect([source.asked.length, readFileSync(again.path).length, readFileSync(again.path)[700]]).toEqual([1, 1_000, byteAt(700)]);
});
