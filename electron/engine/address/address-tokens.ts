import { createHash, randomBytes } from 'node:crypto';
import type { DoorToken } from '../serving/contract';
import type { AddressStore, StoredToken } from './address-store';

const MINUTE_MS = 60_000;
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** Tokens of the address. Only hashes are kept: a new one can be taken once, from memory, and by nobody after the engine ended. */
export class AddressTokens {
  #untaken: string | null = null;

  constructor(
    private readonly store: AddressStore,
    private readonly now: () => number,
  ) {}

  /** The one that counts, and those that still do. */
  live(): StoredToken[] {
    return this.store.tokens().filter(({ until }) => until === null || this.now() < until);
  }

  doorTokens(): DoorToken[] {
    return this.live().map(({ hash, until }) => ({ hash, until }));
  }

  get isUntaken(): boolean {
    return this.#untaken !== null;
  }

  /** Inside of a write. The one before works for `overlapMinutes` more; those before it do not any more. @returns what is to be called once that is on disk */
  replace(by: string, overlapMinutes: number): () => void {
    const now = this.now();
    const token = randomBytes(32).toString('hex');
    const before = this.live().find(({ until }) => until === null);
    const old = before && overlapMinutes > 0 ? [{ ...before, until: now + overlapMinutes * MINUTE_MS }] : [];
    this.store.putTokens([{ hash: hashOf(token), madeAt: now, by, until: null }, ...old]);
    return () => void (this.#untaken = token);
  }

  /** Once. */
  take(): string | null {
    const token = this.#untaken;
    this.#untaken = null;
    return token;
  }
}
