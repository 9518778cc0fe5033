import { closeSync, mkdirSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');
const MAX_END_BYTES = 65_557; // the record itself and the longest comment
const DEFLATED = 8;

/** Entries of a zip's central directory, in order: name, mode, method, sizes and where the data is. */
function* entriesOf(read, size) {
  const tail = read(Math.max(0, size - MAX_END_BYTES), Math.min(size, MAX_END_BYTES));
  const end = tail.lastIndexOf(END_OF_DIRECTORY);
  if (end < 0) throw new Error('not a zip file, or cut short');
  const directory = read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  for (let at = 0; at < directory.length; ) {
    const nameLength = directory.readUInt16LE(at + 28);
    yield {
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      mode: (directory.readUInt32LE(at + 38) >>> 16) & 0o777,
      offset: directory.readUInt32LE(at + 42),
    };
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
}

/** Unpacks the entries for which `rename` gives a path. Reads one entry at a time: the archive has 25,000, we want 80. */
export function unzip(file, target, rename) {
  const fd = openSync(file, 'r');
  const read = (position, length) => {
    const bytes = Buffer.alloc(length);
    readSync(fd, bytes, 0, length, position);
    return bytes;
  };
  try {
    for (const entry of entriesOf(read, statSync(file).size)) {
      const path = rename(entry.name);
      if (!path || entry.name.endsWith('/')) continue;
      const header = read(entry.offset, 30);
      const raw = read(entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), entry.packed);
      const data = entry.method === DEFLATED ? inflateRawSync(raw) : raw;
      // zlib.crc32 came with Node 20.15.
      if (crc32(data) !== entry.crc) throw new Error(`${entry.name} in ${file} is damaged`);
      mkdirSync(dirname(join(target, path)), { recursive: true });
      writeFileSync(join(target, path), data, { mode: entry.mode });
    }
  } finally {
    closeSync(fd);
  }
}
