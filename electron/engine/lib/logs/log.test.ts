import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunLogLine } from '../../../../shared/models/run';
import { LINE_MAX_BYTES, LineCutter } from './line-cutter';
import { LogFollower } from './log-follower';
import { lastLine, readTail, searchLog } from './log-reader';
import { LogWriter } from './log-writer';

let folder: string;
let log: string;
const files = () => ({ stdout: join(folder, 'out'), stderr: join(folder, 'err') });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pilothouse-log-'));
  log = join(folder, 'log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SECRET = 'token-of-this-run-0123456789';
const follow = (onLines: (lines: readonly RunLogLine[]) => void = () => undefined, maxBytes?: number) =>
  new LogFollower(files(), new LogWriter(log, maxBytes), SECRET, () => 1_700_000_000_000, onLines);
const texts = (lines: readonly RunLogLine[]) => lines.map(({ text }) => text);

test('lines are cut wherever the pieces of a stream end', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', '\r\n', ' '), maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (text, size) => {
      const whole = new LineCutter();
      const pieces = new LineCutter();
      const bytes = Buffer.from(text);
      const cut: string[] = [];
      for (let at = 0; at < bytes.length; at += size) cut.push(...textsOf(pieces.push(bytes.subarray(at, at + size))));
      expect([...cut, ...textsOf(pieces.flush())]).toEqual([...textsOf(whole.push(bytes)), ...textsOf(whole.flush())]);
    }),
  );
});
const textsOf = (lines: readonly { text: string }[]) => lines.map(({ text }) => text);

test('a bar of progress is its last state, and ends of lines may be those of Windows', () => {
  const cutter = new LineCutter();
  expect(cutter.push(Buffer.from(' 10%\r 20%\r'))).toEqual([]);
  expect(cutter.pending).toBe(' 20%');
  expect(textsOf(cutter.push(Buffer.from(' 30%\r\nnext\r')))).toEqual([' 30%']);
  expect(textsOf(cutter.push(Buffer.from('\nlast')))).toEqual(['next']);
});

test('a line of 100 MB is cut, with its true length, and what follows is whole', async () => {
  const follower = follow();
  const fd = openSync(files().stdout, 'a');
  for (let n = 0; n < 100; n += 1) writeSync(fd, Buffer.alloc(1024 * 1024, 120));
  writeSync(fd, '\nafter\n');
  closeSync(fd);
  while (!(await follower.look()));
  const [line, after] = readTail(log, 10);
  expect(line).toMatchObject({ n: 1, stream: 'out', cut: 100 * 1024 * 1024 });
  expect(line?.text).toHaveLength(LINE_MAX_BYTES);
  expect(after).toMatchObject({ n: 2, text: 'after', cut: null });
  expect(statSync(files().stdout).size).toBe(0); // what was read is let go
  follower.close();
});

test('a log has bounds: its beginning and its newest lines stay, with their numbers', async () => {
  const follower = follow(() => undefined, 12 * 1024 * 1024);
  const lines = 400_000;
  for (let n = 1; n <= lines; n += 20_000)
    appendFileSync(files().stdout, Array.from({ length: 20_000 }, (_, i) => `line ${n + i} ${'.'.repeat(60)}\n`).join(''));
  while (!(await follower.look()));
  await follower.finish();
  const bytes = readdirSync(log).reduce((sum, name) => sum + statSync(join(log, name)).size, 0);
  expect(bytes).toBeLessThan(18 * 1024 * 1024);
  expect(lastLine(log)).toBe(lines);
  expect(readTail(log, 2).map(({ n, text }) => [n, text.slice(0, 12)])).toEqual([
    [lines - 1, 'line 399999 '],
    [lines, 'line 400000 '],
  ]);
  expect(readTail(log, 1, 2)[0]?.text).toContain('line 1 ');
  expect((await searchLog(log, 'LINE 7 ', null, 10)).lines.map(({ n }) => n)).toEqual([7]);
  expect((await searchLog(log, 'line 200000 ', null, 10)).lines).toEqual([]); // in the middle, which is gone
});

test('both streams are kept, without colours and without the secret, also across the limit of a line', async () => {
  const follower = follow();
  appendFileSync(files().stdout, `\u001b[32mgreen\u001b[0m ${SECRET}!\n${'y'.repeat(LINE_MAX_BYTES - 10)}${SECRET}\nno end`);
  appendFileSync(files().stderr, 'oops\n');
  await follower.look();
  expect(follower.recent.at(-1)).toBe('no end');
  await follower.finish();
  const kept = readTail(log, 10);
  expect(kept.map(({ stream, text }) => [stream, text.slice(0, 20)])).toEqual([
    ['out', 'green [redacted]!'],
    ['out', 'y'.repeat(20)],
    ['err', 'oops'],
    ['out', 'no end'],
  ]);
  for (const name of readdirSync(log)) expect(readFileSync(join(log, name), 'utf8')).not.toContain(SECRET.slice(0, 10));
});

test('search goes back through all of it, page by page', async () => {
  const follower = follow();
  appendFileSync(files().stdout, Array.from({ length: 1_000 }, (_, n) => (n % 100 === 7 ? `Needle ${n}\n` : `hay ${n}\n`)).join(''));
  await follower.finish();
  const first = await searchLog(log, 'needle', null, 4);
  expect([texts(first.lines), first.more]).toEqual([['Needle 907', 'Needle 807', 'Needle 707', 'Needle 607'], true]);
  const rest = await searchLog(log, 'needle', first.lines.at(-1)?.n ?? 0, 10);
  expect([rest.lines.length, rest.more]).toEqual([6, false]);
  expect((await searchLog(join(folder, 'nowhere'), 'x', null, 1)).lines).toEqual([]);
});

test('whoever follows next goes on where the log ends, whatever was written half', async () => {
  const expected = Array.from({ length: 300 }, (_, n) => `line ${n}`);
  const writes = expected.map((line) => `${line}\n`).join('');
  const tellings: string[] = [];
  for (let at = 0, round = 0; at < writes.length; round += 1) {
    const size = 1 + ((round * 37) % 211);
    appendFileSync(files().stdout, writes.slice(at, at + size));
    at += size;
    const follower = follow((lines) => tellings.push(...texts(lines)));
    await follower.look();
    follower.close(); // as if killed: nothing is flushed
    const last = readdirSync(log).at(-1);
    if (last !== undefined && round % 3 === 0) appendFileSync(join(log, last), 'o abc half a rec');
    if (last !== undefined && round % 3 === 1) appendFileSync(join(log, last), 'o abc line without its mark\n');
  }
  expect(texts(readTail(log, 1_000))).toEqual(expected);
  expect(tellings).toEqual(expected);
});

test('lines that the disk refuses are kept once it takes them, in their order and once', async () => {
  const told: string[] = [];
  const follower = follow((lines) => told.push(...texts(lines)));
  appendFileSync(files().stdout, 'one\n');
  await follower.look();
  renameSync(log, `${log}.away`);
  writeFileSync(log, 'a file where the folder was');
  appendFileSync(files().stdout, 'two\nthree\n');
  await expect(follower.look()).rejects.toThrow();
  appendFileSync(files().stderr, 'four\n');
  await expect(follower.look()).rejects.toThrow();
  rmSync(log);
  renameSync(`${log}.away`, log);
  await follower.finish();
  expect(texts(readTail(log, 9))).toEqual(['one', 'two', 'three', 'four']);
  expect(told).toEqual(['one', 'two', 'three', 'four']);
});

test('a source that was cut is read from its beginning', async () => {
  const follower = follow();
  appendFileSync(files().stdout, 'one\ntwo\n');
  await follower.look();
  truncateSync(files().stdout, 0);
  await follower.look();
  appendFileSync(files().stdout, 'three\n');
  await follower.finish();
  expect(texts(readTail(log, 9))).toEqual(['one', 'two', 'three']);
});

test('a run that deletes its log and its own output files goes on being followed', async () => {
  const follower = follow();
  const fd = openSync(files().stdout, 'a');
  writeSync(fd, 'before\n');
  await follower.look();
  rmSync(folder, { recursive: true });
  writeSync(fd, 'after\n');
  closeSync(fd);
  await follower.finish();
  expect(readTail(log, 9)).toMatchObject([{ n: 2, text: 'after' }]);
});
