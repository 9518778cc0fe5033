import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { AbortSignalLike } from '../../../shared/api/verb';
import { AppError, failure } from '../../../shared/models/failure';
import { fileFailure, readHead, stopIf } from './source-files';

/** Hashing one takes 0.3 ms: between two of them the process does its other work. */
const CHUNK_BYTES = 512 * 1024;
/** The longest letter of UTF-8, less one: what a chunk may cut off. */
const LETTER_REST = 3;
const LINE_END = 10;

/**
 * SHA-256 of a file, hex. Of text it also makes sure that it is UTF-8, since the bytes pass by: DuckDB breaks on some that is not.
 * Throws AppError `invalid` `data-encoding` with file and line, `local`, `cancelled`.
 */
export async function hashFile(
  path: string,
  { name, isText, signal, heard }: { name: string; isText: boolean; signal?: AbortSignalLike | undefined; heard?: (bytes: number) => void },
): Promise<string> {
  const hash = createHash('sha256');
  const letters = isText ? new TextGuard(name) : null;
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      for (;;) {
        stopIf(signal);
        const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES);
        if (bytesRead === 0) break;
        const chunk = buffer.subarray(0, bytesRead);
        hash.update(chunk);
        letters?.take(chunk);
        heard?.(bytesRead);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileFailure(error, name);
  }
  letters?.end();
  return hash.digest('hex');
}

const HEAD_BYTES = 1024 * 1024;
/** The same of the beginning of a text file, before it is known whether anybody wants it. */
export async function guardHead(root: string, name: string): Promise<void> {
  if (name.endsWith('.gz')) return;
  try {
    new TextGuard(name).take(await readHead(join(root, name), HEAD_BYTES));
  } catch (error) {
    throw fileFailure(error, name);
  }
}

/** Content of several files in the order of their paths; of one file its own digest, as `sha256sum` prints it. Names are no content. */
export function digestOf(digests: readonly string[]): string {
  const [only] = digests;
  if (digests.length === 1 && only !== undefined) return only;
  return createHash('sha256')
    .update(digests.map((digest) => `${digest}\n`).join(''))
    .digest('hex');
}

class TextGuard {
  #rest = Buffer.alloc(0);
  #lines = 0;

  constructor(private readonly name: string) {}

  take(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const whole = bytes.length - cutLetter(bytes);
    const body = bytes.subarray(0, whole);
    if (!isUtf8(body) || body.includes(0)) this.#fail(body);
    this.#lines += countLines(body);
    this.#rest = Buffer.from(bytes.subarray(whole));
  }

  end(): void {
    if (this.#rest.length > 0) this.#fail(this.#rest);
  }

  /** Says on which line. */
  #fail(body: Buffer): never {
    let line = this.#lines + 1;
    for (let from = 0; from < body.length; ) {
      const end = body.indexOf(LINE_END, from);
      const to = end < 0 ? body.length : end + 1;
      const text = body.subarray(from, to);
      if (!isUtf8(text) || text.includes(0)) break;
      line += 1;
      from = to;
    }
    throw new AppError(failure('invalid', { reason: 'data-encoding', values: { file: this.name, line: String(line), where: `${this.name}:${line}` } }));
  }
}

/** How many bytes at the end begin a letter that goes on in the next chunk. */
function cutLetter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(LETTER_REST, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_END); at >= 0; at = bytes.indexOf(LINE_END, at + 1)) count += 1;
  return count;
}
