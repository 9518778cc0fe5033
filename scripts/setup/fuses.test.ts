import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { flipFuses, readFuses } from './fuses.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuses-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An executable with the mark, the version, the number of fuses and one letter for each. */
function executable(wire: string, version = 1) {
  const file = join(folder, 'program');
  const mark = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
  writeFileSync(file, Buffer.concat([Buffer.from('code'), mark, Buffer.from([version, wire.length]), Buffer.from(`${wire}more code`)]));
  return file;
}

test('each fuse is read by its name, and one that was removed is left out', () => {
  expect(readFuses(executable('10r1'))).toEqual({ runAsNode: true, cookieEncryption: false, nodeCliInspect: true });
});

test('only the named fuses are flipped', () => {
  const file = executable('10111111');
  flipFuses(file, { nodeCliInspect: false, cookieEncryption: true });
  expect(readFuses(file)).toEqual({
    runAsNode: true,
    cookieEncryption: true,
    nodeOptions: true,
    nodeCliInspect: false,
    asarIntegrity: true,
    onlyLoadAppFromAsar: true,
    browserV8Snapshot: true,
    grantFileProtocolExtraPrivileges: true,
  });
});

test('an executable without fuses, with unknown ones or of another version is refused', () => {
  const plain = join(folder, 'plain');
  writeFileSync(plain, 'nothing here');
  expect(() => readFuses(plain)).toThrow(/no fuse wire/);
  expect(() => readFuses(executable('1', 2))).toThrow(/version 2/);
  expect(() => flipFuses(executable('1'), { nodeOptions: true })).toThrow(/no fuse nodeOptions/);
});
