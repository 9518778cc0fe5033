import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const FILE = 'ledger.head';
/** One write of a fixed length into one sector: a reader sees the old or the new. */
const LENGTH = 128;

export const Head = z.object({ size: z.number().int().nonnegative(), root: z.string().regex(/^[a-f0-9]{64}$/) });
export type Head = z.infer<typeof Head>;

/**
 * Size and root of the ledger as last written, beside it, so that entries that vanish from its end are missed.
 * Written after the ledger has them on disk and never flushed itself: it may lag behind, it never leads.
 */
export class HeadFile {
  readonly #path: string;
  #file: number | null = null;

  constructor(folder: string) {
    this.#path = join(folder, FILE);
  }

  /** Null where there is none, or none that can be read: it is a hint, and the ledger stands without it. */
  read(): Head | null {
    try {
      return Head.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch {
      return null;
    }
  }

  /** @throws whatever the disk says. */
  write(head: Head): void {
    this.#file ??= openSync(this.#path, constants.O_RDWR | constants.O_CREAT, 0o600); // never emptied first
    writeSync(this.#file, JSON.stringify(head).padEnd(LENGTH), 0);
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}
