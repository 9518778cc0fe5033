import { createHash, randomBytes } from 'node:crypto';

/** Who asks: the workspace's user, or a run that was started from here. */
export type Identity = { readonly kind: 'workspace' } | { readonly kind: 'run'; readonly run: string };

const TOKEN_BYTES = 32;
const hash = (token: string): string => createHash('sha256').update(token).digest('base64');
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** Tokens of the tracking address: one of the workspace, and one for each run that is under way. Held as hashes, and in memory alone. */
export class Tokens {
  readonly #known = new Map<string, Identity>();

  constructor(workspace: string) {
    this.#known.set(hash(workspace), { kind: 'workspace' });
  }

  /** A token of a run's own, good until it is revoked or the engine ends. Several of one run are all good. */
  mint(run: string): string {
    const token = newToken();
    this.restore(run, token);
    return token;
  }

  /** A run that went on while the engine was restarted brings the token that it was given. */
  restore(run: string, token: string): void {
    this.#known.set(hash(token), { kind: 'run', run });
  }

  revoke(run: string): void {
    for (const [key, identity] of this.#known) if (identity.kind === 'run' && identity.run === run) this.#known.delete(key);
  }

  /** Of `Authorization`: Bearer, or Basic with the token as the password (or as the name, with none). */
  identify(authorization: string | undefined): Identity | null {
    const [scheme = '', sent = ''] = (authorization ?? '').split(' ', 2);
    if (scheme.toLowerCase() === 'bearer') return this.#known.get(hash(sent)) ?? null;
    if (scheme.toLowerCase() !== 'basic') return null;
    const decoded = Buffer.from(sent, 'base64').toString();
    const colon = decoded.indexOf(':');
    const token = decoded.slice(colon + 1) || decoded.slice(0, Math.max(0, colon));
    return this.#known.get(hash(token)) ?? null;
  }
}
