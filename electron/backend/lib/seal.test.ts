import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failureOf } from '../../../shared/models/failure';
import { Seal } from './seal';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const reasonOf = (work: () => unknown) => {
  try {
    work();
    return 'none';
  } catch (error) {
    return failureOf(error).detail.reason;
  }
};

test('what is sealed is opened again by whoever has the file, another process too, and looks different each time', () => {
  const file = join(folder, 'data/seal-key');
  const [one, other] = [new Seal(file).close('a secret', 'x'), new Seal(file).close('a secret', 'x')];
  expect([one, other].map((sealed) => new Seal(file).open(sealed, 'x'))).toEqual(['a secret', 'a secret']);
  expect(one.equals(other)).toBe(false);
  expect(one.includes('a secret')).toBe(false);
});

test('without the file, with another, for another thing, or with a byte that changed it stays closed', () => {
  const seal = new Seal(join(folder, 'seal-key'));
  const sealed = seal.close('a secret', 'x');
  const another = new Seal(join(folder, 'another'));
  another.close('', 'x');
  const changed = Buffer.from(sealed);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  const tries = [
    () => new Seal(join(folder, 'none')).open(sealed, 'x'),
    () => another.open(sealed, 'x'),
    () => seal.open(sealed, 'y'),
    () => seal.open(changed, 'x'),
  ];
  expect(tries.map(reasonOf)).toEqual(Array(4).fill('key-sealed-elsewhere'));
  expect(reasonOf(() => seal.open(Buffer.alloc(3), 'x'))).toBe('key-sealed-elsewhere');
});

test('a file that is damaged is left as it is: what it sealed may be opened by its copy', () => {
  const file = join(folder, 'seal-key');
  writeFileSync(file, 'half of a ke');
  expect(reasonOf(() => new Seal(file).close('a secret', 'x'))).toBe('store-corrupt');
  expect(readFileSync(file, 'utf8')).toBe('half of a ke');
});
