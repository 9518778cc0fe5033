import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError, failure } from '../../../shared/models/failure';
import { ArtifactStore, toAppError } from './artifact-store';

let root: string;
let places: { artifacts: string; temporary: string };
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'artifacts-'));
  places = { artifacts: join(root, 'artifacts'), temporary: join(root, 'temporary') };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
async function* stream(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part);
}
const unfinished = () => (existsSync(places.temporary) ? readdirSync(places.temporary) : []);

test('bytes are kept under their SHA-256, and read back as they were', async () => {
  const store = new ArtifactStore(places);
  const kept = await store.put(stream('hello ', 'world'));
  expect(kept).toEqual({ digest: sha256('hello world'), bytes: 11 });
  expect(readFileSync(store.path(kept.digest), 'utf8')).toBe('hello world');
  expect([store.has(kept.digest), store.has(sha256('other'))]).toEqual([true, false]);
  expect(() => store.path(sha256('other'))).toThrow('not-found');
  expect(() => store.path('../../etc/passwd')).toThrow('invalid');
  expect(unfinished()).toEqual([]);
});

test('the same bytes twice at once are one file', async () => {
  const store = new ArtifactStore(places);
  const both = await Promise.all([store.put(stream('same')), store.put(stream('sa', 'me'))]);
  expect(both[0]).toEqual(both[1]);
  const all: string[] = [];
  for await (const { digest } of store.kept()) all.push(digest);
  expect(all).toEqual([sha256('same')]);
});

test('a stream that breaks off or is cancelled leaves nothing behind', async () => {
  const store = new ArtifactStore(places);
  async function* broken() {
    yield Buffer.from('half');
    throw Object.assign(new Error('connection lost'), { code: 'ECONNRESET' });
  }
  await expect(store.put(broken())).rejects.toThrow('connection lost');
  const abort = new AbortController();
  async function* slow() {
    yield Buffer.from('half');
    abort.abort();
    yield Buffer.from('rest');
  }
  await expect(store.put(slow(), abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
  expect([unfinished(), existsSync(places.artifacts)]).toEqual([[], false]);
});

test('a quota is asked before the first byte and while a long stream comes', async () => {
  let room = 20 * 2 ** 20;
  const store = new ArtifactStore(places, (bytes) => {
    if (bytes >= room) throw new AppError(failure('limited', { reason: 'quota-reached' }));
    room -= bytes;
  });
  await store.put(stream('fits'));
  async function* long() {
    for (;;) yield Buffer.alloc(2 ** 20);
  }
  await expect(store.put(long())).rejects.toThrow('quota-reached');
  room = 0;
  await expect(store.put(stream('x'))).rejects.toThrow('quota-reached');
  expect(unfinished()).toEqual([]);
});

test.each([
  ['ENOSPC', 'local', 'disk-full'],
  ['EDQUOT', 'local', 'disk-full'],
  ['EROFS', 'local', 'store-unwritable'],
  ['ENOENT', 'not-found', undefined],
])('%s of the file system is %s, %s', (system, code, reason) => {
  expect(toAppError(Object.assign(new Error(`${system}: write`), { code: system }), 'x')).toMatchObject({
    failure: { code, detail: reason ? { reason } : {} },
  });
});

test('a file of ours is taken over, a flipped byte is tampered, and a file that is gone is missing', async () => {
  const store = new ArtifactStore(places);
  const file = join(root, 'made');
  writeFileSync(file, 'model');
  const { digest } = await store.putFile(file);
  expect([digest, existsSync(file)]).toEqual([sha256('model'), false]);
  expect(await store.verify(digest)).toBe('whole');
  writeFileSync(store.path(digest), 'mOdel');
  expect(await store.verify(digest)).toBe('tampered');
  await store.put(stream('model'));
  expect(await store.verify(digest)).toBe('whole');
  expect(await store.remove(digest)).toBe(5);
  expect(await store.verify(digest)).toBe('missing');
  await expect(store.putFile(file)).rejects.toThrow('not-found');
});

test('what a killed engine left half written goes at the next start', () => {
  mkdirSync(places.temporary, { recursive: true });
  writeFileSync(join(places.temporary, 'artifact-1'), 'half');
  writeFileSync(join(places.temporary, 'other'), 'theirs');
  void new ArtifactStore(places);
  expect(unfinished()).toEqual(['other']);
});
