import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { readJsonFile, writeFileAtomically } from './json-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'json-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const Shape = z.object({ n: z.number() });

test('what is written is read again, by the owner alone', () => {
  const path = join(folder, 'deep', 'a.json');
  writeFileAtomically(path, '{"n":1}');
  writeFileAtomically(path, '{"n":2}');
  expect(readJsonFile(path, Shape)).toEqual({ state: 'read', value: { n: 2 } });
  expect(readdirSync(join(folder, 'deep'))).toEqual(['a.json']);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a file that is not there is absent, not broken', () => {
  expect(readJsonFile(join(folder, 'none.json'), Shape)).toEqual({ state: 'absent' });
});

test.each(['', '{', '{"n":"x"}', 'null', '\0\0\0\0'])('a broken file (%j) is put aside with its content', (content) => {
  const path = join(folder, 'a.json');
  writeFileSync(path, content);
  const read = readJsonFile(path, Shape);
  if (read.state !== 'broken' || read.setAside === null) throw new Error('not put aside');
  expect(readFileSync(read.setAside, 'utf8')).toBe(content);
  expect(readJsonFile(path, Shape)).toEqual({ state: 'absent' });
});

test('a write that fails leaves the old file and no draft', () => {
  const path = join(folder, 'a.json');
  writeFileAtomically(path, '{"n":1}');
  expect(() => writeFileAtomically(join(path, 'below-a-file.json'), 'x')).toThrow();
  expect(readFileSync(path, 'utf8')).toBe('{"n":1}');
  expect(readdirSync(folder)).toEqual(['a.json']);
});
