import type { Log } from '../lib/log';
import { deriveNow } from './derive';
import type { LedgerFile } from './ledger-file';

/** After an entry was written: by then the act that it speaks of is on its way. */
export const SOON_MS = 50;

/** Keeps what is worked out from the entries in step with them: a moment after they were written, and before it is read. */
export class Derivation {
  #to = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly log: Log) {}

  soon(file: LedgerFile): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.try(file);
    }, SOON_MS).unref();
  }

  /** Up to `size` entries at least. @throws SQLite's errors; AppError `local` */
  upTo(file: LedgerFile, size: number): void {
    if (this.#to < size) this.#to = deriveNow(file);
  }

  /** Where it cannot be had now, whoever reads tries again, and hears why not. */
  try(file: LedgerFile): void {
    try {
      this.#to = deriveNow(file);
    } catch (error) {
      this.log.warn('what filters need of the ledger could not be written', { text: String(error) });
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
