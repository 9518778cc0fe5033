import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unzip } from './unzip.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unzip-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Entry = { readonly name: string; readonly text: string; readonly mode?: number; readonly stored?: boolean };

/** A zip as the format has it: local headers with the data, then the directory, then its end. */
function zipOf(entries: readonly Entry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, mode = 0o644, stored = false } of entries) {
    const data = stored ? Buffer.from(text) : deflateRawSync(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(text), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(text.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((0o100000 | mode) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), common, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, listing, end]);
}

const put = (bytes: Buffer) => {
  const file = join(folder, 'a.zip');
  writeFileSync(file, bytes);
  return file;
};
const target = () => join(folder, 'out');

test('only entries with a new name are unpacked, with their mode', () => {
  const file = put(
    zipOf([
      { name: 'app/run', text: '#!/bin/sh', mode: 0o755 },
      { name: 'app/data/', text: '' },
      { name: 'app/data/plain', text: 'stored', stored: true },
      { name: 'other', text: 'no' },
    ]),
  );
  unzip(file, target(), (name: string) => (name.startsWith('app/') ? name.slice(4) : undefined));
  expect(readdirSync(target(), { recursive: true }).toSorted()).toEqual(['data', 'data/plain', 'run']);
  expect(readFileSync(join(target(), 'data/plain'), 'utf8')).toBe('stored');
  expect(statSync(join(target(), 'run')).mode & 0o777).toBe(0o755);
});

test('an entry whose bytes changed is refused', () => {
  const bytes = zipOf([{ name: 'run', text: 'original', stored: true }]);
  bytes.write('0riginal', bytes.indexOf('original'));
  expect(() => unzip(put(bytes), target(), (name: string) => name)).toThrow(/run in .* is damaged/);
});

test('a file that was cut short is refused', () => {
  const bytes = zipOf([{ name: 'run', text: 'original' }]);
  expect(() => unzip(put(bytes.subarray(0, bytes.length - 30)), target(), (name: string) => name)).toThrow(/cut short/);
});
