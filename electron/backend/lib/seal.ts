import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { AppError, failure } from '../../../shared/models/failure';
import { storeFailure } from './store-failure';

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;
const KEY = /^[a-f0-9]{64}$/;

/**
 * Keeps secrets so that where they lie does not give them away alone: what they are sealed with is in a file of the user's beside, that
 * only they can read. Whoever may run programs as the user can read both.
 */
export class Seal {
  constructor(private readonly file: string) {}

  /** `of`: what it is, which has to be the same when it is opened. @throws AppError `local` where the key cannot be kept */
  close(secret: string, of: string): Buffer {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(CIPHER, this.#key() ?? this.#newKey(), nonce);
    cipher.setAAD(Buffer.from(of));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws AppError `local` `key-sealed-elsewhere` */
  open(sealed: Uint8Array, of: string): string {
    const bytes = Buffer.from(sealed);
    const key = this.#key();
    try {
      if (key) {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE));
        decipher.setAAD(Buffer.from(of));
        decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
        return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString();
      }
    } catch {
      // told below: another key, or bytes that are not what was sealed
    }
    throw new AppError(failure('local', { reason: 'key-sealed-elsewhere' }));
  }

  #key(): Buffer | null {
    try {
      const kept = readFileSync(this.file, 'utf8').trim();
      return KEY.test(kept) ? Buffer.from(kept, 'hex') : null;
    } catch {
      return null;
    }
  }

  #newKey(): Buffer {
    const draft = `${this.file}.${randomBytes(4).toString('hex')}`;
    try {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
      // Given its name only once it is whole on the disk.
      writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
      linkSync(draft, this.file); // never over one that is there: what it sealed would be lost
    } catch (error) {
      const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!isThere) throw new AppError(storeFailure(error, basename(this.file)), { cause: error });
    } finally {
      rmSync(draft, { force: true });
    }
    const key = this.#key();
    if (!key) throw new AppError(failure('local', { reason: 'store-corrupt', values: { file: basename(this.file) } }));
    return key;
  }
}
