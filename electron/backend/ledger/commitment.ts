import { hash, randomBytes } from 'node:crypto';
import type { ObjectChange } from '../../../shared/models/action';
import { canonicalJson } from './canonical-json';

const SALT_BYTES = 16;
/** Random bytes come many at a time: asking for few costs as much. None is used twice. */
const POOL_BYTES = 4_096;
let pool = Buffer.alloc(0);

/** A part that lies beside the leaf, in the form that the leaf commits to. */
export type Committed = { readonly salt: Buffer; readonly text: string; readonly digest: string };

/** The leaf holds the digest alone: without the salt nobody can guess from it what was said. @param text canonical */
export function commit(text: string): Committed {
  if (pool.length < SALT_BYTES) pool = randomBytes(POOL_BYTES);
  const salt = pool.subarray(0, SALT_BYTES);
  pool = pool.subarray(SALT_BYTES);
  return { salt, text, digest: commitment(salt.toString('hex'), text) };
}

/** SHA-256 of salt ‖ text, hex. @param salt hex */
export function commitment(salt: string, text: string): string {
  const length = salt.length / 2;
  const bytes = Buffer.allocUnsafe(length + Buffer.byteLength(text));
  bytes.write(salt, 'hex');
  bytes.write(text, length);
  return hash('sha256', bytes, 'hex');
}

/** The JCS of `[[object, text], …]`, in the order given, whose SHA-256 is in the leaf; null where nothing was changed. */
export const textsOf = (changes: readonly ObjectChange[], side: 'before' | 'after'): string | null =>
  changes.length === 0 ? null : canonicalJson(changes.map((change) => [change.object, change[side]]));

export const digestOf = (text: string | Uint8Array): string => hash('sha256', text, 'hex');
