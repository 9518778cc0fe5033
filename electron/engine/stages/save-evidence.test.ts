import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failureOf } from '../../../shared/models/failure';
import { saveEvidence } from './save-evidence';

const NEVER = new AbortController().signal;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'evidence-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const reason = async (work: Promise<unknown>) => failureOf(await work.catch((error: unknown) => error));

test('evidence of any length is written whole, and takes the place of what stood there', async () => {
  const bytes = randomBytes(5_000_000);
  const [source, target] = [join(folder, 'kept'), join(folder, 'evidence.json')];
  writeFileSync(source, bytes);
  writeFileSync(target, 'of before');
  expect(await saveEvidence(source, sha256(bytes), target, NEVER)).toBe(bytes.length);
  expect(sha256(readFileSync(target))).toBe(sha256(bytes));
  if (process.platform !== 'win32') expect(statSync(target).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).toSorted()).toEqual(['evidence.json', 'kept']);
});

test('what is not as its digest says is written nowhere; what stood there stays', async () => {
  const [source, target] = [join(folder, 'kept'), join(folder, 'evidence.json')];
  writeFileSync(source, 'changed since');
  writeFileSync(target, 'of before');
  expect(await reason(saveEvidence(source, 'a'.repeat(64), target, NEVER))).toMatchObject({ code: 'denied', detail: { reason: 'evidence-changed' } });
  expect([readFileSync(target, 'utf8'), readdirSync(folder).length]).toEqual(['of before', 2]);
});

test('a place that cannot be written to, and evidence that is gone, are said; a stop leaves nothing behind', async () => {
  const source = join(folder, 'kept');
  writeFileSync(source, randomBytes(3_000_000));
  const there = join(folder, 'nowhere/evidence.json');
  expect(await reason(saveEvidence(source, 'a'.repeat(64), there, NEVER))).toMatchObject({ code: 'local', detail: { values: { file: 'evidence.json' } } });
  expect((await reason(saveEvidence(join(folder, 'gone'), 'a'.repeat(64), join(folder, 'x'), NEVER))).code).toBe('local');
  expect((await reason(saveEvidence(source, 'a'.repeat(64), join(folder, 'x'), AbortSignal.abort()))).code).toBe('cancelled');
  expect(readdirSync(folder)).toEqual(['kept']);
});
