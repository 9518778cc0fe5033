import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { storeFailure } from '../../backend/lib/store-failure';
import { AppError } from '../../../shared/models/failure';
import type { Migrations, Places, Registry, Tokens } from '../contract';
import { FILES } from './places';
import { writeWhole } from '../../backend/lib/write-whole';

export const TOKEN_MIGRATIONS: Migrations = {
  room: 'tokens',
  steps: ['CREATE TABLE run_token (run TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE) WITHOUT ROWID'],
};

const TOKEN = /^[a-f0-9]{64}$/;
const Holder = z.object({ run: z.string() }).optional();

export const newToken = (): string => randomBytes(32).toString('hex');
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
export const sameToken = (one: string, other: string): boolean => timingSafeEqual(hashOf(one), hashOf(other));

/** For those who call services and nothing else: the same as long as the workspace's own is, which it does not tell. */
const servingTokenOf = (own: string): string => createHmac('sha256', own).update('serving').digest('hex');

/** What `createTokens` gives beside `Tokens`. `hash`: SHA-256 of a token, hex. */
type OwnTokens = { readonly file: string; readonly hash: string; readonly serving: { readonly token: string; readonly hash: string } };

/** Only hashes are kept of a run's tokens: who reads the registry cannot speak for a run. */
export function createTokens(places: Places, registry: Registry): Tokens & OwnTokens {
  const file = join(places.hidden, FILES.token);
  const own = workspaceToken(file);
  const serving = servingTokenOf(own);
  const { database } = registry;
  const find = database.prepare('SELECT run FROM run_token WHERE hash = ?');
  return {
    file,
    hash: hashOf(own).toString('hex'),
    serving: { token: serving, hash: hashOf(serving).toString('hex') },
    mint(run) {
      const token = newToken();
      registry.write(() => database.prepare('INSERT OR REPLACE INTO run_token VALUES (?, ?)').run(run, hashOf(token)));
      return token;
    },
    revoke: (run) => void registry.write(() => database.prepare('DELETE FROM run_token WHERE run = ?').run(run)),
    bearerOf(token) {
      if (sameToken(token, own)) return { who: 'workspace' };
      // By its hash: how long that takes tells nothing of the token. In a list: libsql takes bytes that stand alone for named values, and aborts.
      const found = Holder.parse(find.get([hashOf(token)]));
      return found ? { who: 'run', run: found.run } : null;
    },
  };
}

/** The same from opening to opening, so that what was set up with it goes on working. */
function workspaceToken(file: string): string {
  try {
    const kept = readFileSync(file, 'utf8').trim();
    if (TOKEN.test(kept)) return kept;
  } catch {
    // not there yet: begun below, where a fault of the disk is told
  }
  const token = newToken();
  try {
    writeWhole(file, token);
  } catch (error) {
    throw new AppError(storeFailure(error, FILES.token), { cause: error });
  }
  return token;
}
