import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { lured } from '../../lib/loopback-server';
import { ProtocolError } from '../protocol/protocol-error';

const BEARER = 'bearer ';

/** Lets in whoever shows a token. */
export class Guard {
  readonly #hashes: readonly Buffer[];

  constructor(hashes: readonly string[]) {
    this.#hashes = hashes.map((hash) => Buffer.from(hash, 'hex')).filter((hash) => hash.length === 32);
  }

  /** Before anything of the body is read. @throws ProtocolError */
  check(request: IncomingMessage, hosts: ReadonlySet<string>, isOpen: boolean): void {
    const lure = lured(request, hosts);
    if (lure === 'host') throw new ProtocolError(403, 'Invalid Host header.');
    if (lure === 'origin') throw new ProtocolError(403, 'Requests of pages are not served: there is an Origin header.');
    if (!isOpen && !this.#knows(request.headers.authorization)) throw new ProtocolError(401, 'A token is needed: "Authorization: Bearer …".');
  }

  #knows(authorization: string | undefined): boolean {
    const hash = bearerHash(authorization);
    return hash !== null && hasHash(this.#hashes, hash);
  }
}

/** SHA-256 of the token that is shown; null where none is. */
export function bearerHash(authorization: string | undefined): Buffer | null {
  if (authorization === undefined || authorization.slice(0, BEARER.length).toLowerCase() !== BEARER) return null;
  return createHash('sha256').update(authorization.slice(BEARER.length)).digest();
}

/** Each is compared in the same time, and all are. */
export function hasHash(hashes: readonly Buffer[], hash: Buffer): boolean {
  let isKnown = false;
  for (const other of hashes) isKnown = timingSafeEqual(hash, other) || isKnown;
  return isKnown;
}
