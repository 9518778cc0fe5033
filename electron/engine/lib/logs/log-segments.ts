import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Mark, readMark } from './log-record';

/** A stretch of a kept log. `first` is the number of its first line. */
export type Segment = { readonly path: string; readonly first: number };

const NAME = /^(\d{12})\.log$/;
export const segmentName = (first: number): string => `${String(first).padStart(12, '0')}.log`;
const NEW_LINE = 10;

/** Oldest first; none where the folder is not there. */
export function segmentsOf(folder: string): Segment[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return []; // never written, or removed with what Pilothouse wrote
  }
  return names
    .flatMap((name) => {
      const first = NAME.exec(name)?.[1];
      return first === undefined ? [] : [{ path: join(folder, name), first: Number(first) }];
    })
    .toSorted((a, b) => a.first - b.first);
}

/** Its content as far as it was written whole, and the mark that ends it. */
export function readWhole(segment: Segment): { readonly bytes: Buffer; readonly mark: Mark } | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(segment.path);
  } catch {
    return null; // removed meanwhile
  }
  for (let end = bytes.lastIndexOf(NEW_LINE); end >= 0; end = end === 0 ? -1 : bytes.lastIndexOf(NEW_LINE, end - 1)) {
    const start = end === 0 ? 0 : bytes.lastIndexOf(NEW_LINE, end - 1) + 1;
    const mark = bytes[start] === 0x3d ? readMark(bytes.toString('utf8', start, end)) : null; // 0x3d is `=`
    if (mark) return { bytes: bytes.subarray(0, end + 1), mark };
  }
  return null;
}

export function bytesOf(segment: Segment): number {
  try {
    return statSync(segment.path).size;
  } catch {
    return 0; // removed meanwhile
  }
}
