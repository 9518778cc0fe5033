import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CategoryColumn } from './count-categories';
import type { FineColumn } from './fine-numbers';
import { HashCounts } from './hash-counts';
import type { NumberColumn } from './read-numbers';

/** Raised when what is kept, or how, changes: what was kept before is then read again. */
const VERSION = 1;
const KEPT_BYTES_MAX = 2 ** 30;
const ENDING = '.frozen';

const Head = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('numbers'), rows: z.int(), nulls: z.int(), notFinite: z.int(), base: z.string(), length: z.int() }),
  z.object({ kind: z.literal('fine'), rows: z.int(), nulls: z.int(), notFinite: z.int(), length: z.int() }),
  z.object({
    kind: z.literal('categories'),
    rows: z.int(),
    nulls: z.int(),
    top: z.array(z.object({ value: z.string(), low: z.int(), high: z.int(), rows: z.int() })),
    length: z.int(),
  }),
]);

/**
 * What is known of the columns of references, by the digest of their content and what was read of it: a file for each in a folder. A file is
 * there whole or not at all, and one that cannot be read is as none: it is read from the reference again.
 */
export class FrozenColumns {
  constructor(
    private readonly folder: string | undefined,
    private readonly engine: string,
  ) {}

  /** @param what all that makes a difference: the content's digest, the slice, the expression that was read. */
  async numbers(what: readonly string[]): Promise<NumberColumn | null> {
    const found = await this.#read(what);
    if (found?.head.kind !== 'numbers') return null;
    const { rows, nulls, notFinite, base } = found.head;
    return { rows, nulls, notFinite, base: BigInt(base), sorted: found.numbers };
  }

  async fine(what: readonly string[]): Promise<FineColumn | null> {
    const found = await this.#read(what);
    if (found?.head.kind !== 'fine') return null;
    const { rows, nulls, notFinite } = found.head;
    const edges = (found.numbers.length - 1) / 2;
    return { rows, nulls, notFinite, edges: found.numbers.slice(0, edges), counts: found.numbers.slice(edges) };
  }

  async keepFine(what: readonly string[], { rows, nulls, notFinite, edges, counts }: FineColumn): Promise<void> {
    const numbers = Float64Array.of(...edges, ...counts);
    await this.#write(what, { kind: 'fine', rows, nulls, notFinite, length: numbers.length }, numbers);
  }

  async categories(what: readonly string[]): Promise<CategoryColumn | null> {
    const found = await this.#read(what);
    if (found?.head.kind !== 'categories') return null;
    const { rows, nulls, top } = found.head;
    return { rows, nulls, top, hashes: HashCounts.unpack(found.numbers) };
  }

  async keepNumbers(what: readonly string[], { rows, nulls, notFinite, base, sorted }: NumberColumn): Promise<void> {
    await this.#write(what, { kind: 'numbers', rows, nulls, notFinite, base: String(base), length: sorted.length }, sorted);
  }

  async keepCategories(what: readonly string[], { rows, nulls, top, hashes }: CategoryColumn): Promise<void> {
    if (this.folder === undefined) return;
    const packed = hashes.pack();
    await this.#write(what, { kind: 'categories', rows, nulls, top: [...top], length: packed.length }, packed);
  }

  /** What has not been asked for longest goes, until the rest is no more than it may be. */
  async tidy(): Promise<void> {
    const { folder } = this;
    if (folder === undefined) return;
    try {
      const names = (await readdir(folder)).filter((name) => name.endsWith(ENDING));
      const files = await Promise.all(names.map(async (name) => ({ path: join(folder, name), ...(await sizeOf(join(folder, name))) })));
      let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      for (const file of files.toSorted((a, b) => a.usedMs - b.usedMs)) {
        if (bytes <= KEPT_BYTES_MAX) return;
        await rm(file.path, { force: true });
        bytes -= file.bytes;
      }
    } catch {
      // Nothing depends on it.
    }
  }

  #path(what: readonly string[]): string {
    const name = createHash('sha256').update(JSON.stringify([VERSION, this.engine, ...what]));
    return join(this.folder ?? '', `${name.digest('hex')}${ENDING}`);
  }

  async #read(what: readonly string[]): Promise<{ head: z.infer<typeof Head>; numbers: Float64Array } | null> {
    if (this.folder === undefined) return null;
    const path = this.#path(what);
    try {
      const bytes = await readFile(path);
      const headBytes = bytes.readUInt32LE(0);
      const head = Head.parse(JSON.parse(bytes.toString('utf8', 4, 4 + headBytes)));
      const from = bytes.byteOffset + 4 + headBytes;
      if (bytes.length !== 4 + headBytes + 8 * head.length) return null;
      const now = new Date();
      await utimes(path, now, now);
      return { head, numbers: new Float64Array(bytes.buffer.slice(from, from + 8 * head.length)) };
    } catch {
      return null;
    }
  }

  async #write(what: readonly string[], head: z.infer<typeof Head>, numbers: Float64Array): Promise<void> {
    if (this.folder === undefined) return;
    const path = this.#path(what);
    const next = `${path}.${randomBytes(6).toString('hex')}`;
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const text = Buffer.from(JSON.stringify(head));
      const size = Buffer.alloc(4);
      size.writeUInt32LE(text.length);
      const file = await open(next, 'w', 0o600);
      try {
        await file.writev([size, text, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)]);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(next, path);
    } catch {
      await rm(next, { force: true }); // a full disk costs time, no report
    }
  }
}

async function sizeOf(path: string): Promise<{ bytes: number; usedMs: number }> {
  const { size, mtimeMs } = await stat(path);
  return { bytes: size, usedMs: mtimeMs };
}
