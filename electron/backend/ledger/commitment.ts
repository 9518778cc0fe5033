import { hash, randomBytes } from 'node:crypto';
import type { ObjectChange } from '../../../shared/models/action';
import { canonicalJson } from './canonical-json';

const SALT_BYTES = 16;

/** A part that lies beside the leaf, in the form that the leaf commits to. */
export type Committed = { readonly salt: Buffer; readonly text: string; readonly digest: string };

/** The leaf holds the digest alone: without the salt nobody can guess from it what was said. */
export function commit(part: object): Committed {
  const salt = randomBytes(SALT_BYTES);
  const text = canonicalJson(part);
  return { salt, text, digest: commitment(salt, Buffer.from(text)) };
}

/** SHA-256 of salt ‖ text, hex. */
export const commitment = (salt: Uint8Array, text: Uint8Array): string => hash('sha256', Buffer.concat([salt, text]), 'hex');

/** SHA-256, hex, over the JCS of `[[object, text], …]`, in the order given; null where nothing was changed. */
export function digestOfTexts(changes: readonly ObjectChange[], side: 'before' | 'after'): string | null {
  if (changes.length === 0) return null;
  return hash('sha256', canonicalJson(changes.map((change) => [change.object, change[side]])), 'hex');
}
