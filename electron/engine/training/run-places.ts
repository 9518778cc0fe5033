import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Places, Tokens } from '../contract';

/** Where what belongs to one run lies. Only `log` outlives it. */
export type RunPlaces = {
  readonly folder: string;
  readonly stdout: string;
  readonly stderr: string;
  /** The token that its processes were given, so that the next engine keeps it out of the log. */
  readonly token: string;
  readonly log: string;
  /** Code as it was, of a run that is repeated. */
  readonly code: string;
};

export function placesOf({ runs, logs, temporary }: Places, run: string): RunPlaces {
  const folder = join(runs, run);
  return {
    folder,
    stdout: join(folder, 'out'),
    stderr: join(folder, 'err'),
    token: join(folder, 'token'),
    log: join(logs, run),
    code: join(temporary, `code-${run}`),
  };
}

export function readToken({ token }: RunPlaces): string | null {
  try {
    return readFileSync(token, 'utf8') || null;
  } catch {
    return null; // the run deleted it: its lines are kept as they are
  }
}

export function removeAfterwards({ folder, code }: RunPlaces): void {
  rmSync(folder, { recursive: true, force: true });
  rmSync(code, { recursive: true, force: true });
}

const OWN = /^(?:code-)?([a-f0-9]{32})$/;

/** Runs whose first process an engine was about to start, or started, and whose end it has not put on record. */
export function listBegun(runs: string): string[] {
  return (existsSync(runs) ? readdirSync(runs) : []).filter((name) => OWN.exec(name)?.[1] === name);
}

const SCRATCH = /^code-/;

/** What a killed engine left of runs that have ended, their tokens first. */
export function clearLeftovers({ runs, temporary }: Places, isActive: (run: string) => boolean, tokens: Pick<Tokens, 'revoke'>): void {
  for (const folder of [runs, temporary]) {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const run = OWN.exec(name)?.[1];
      if (run === undefined ? !SCRATCH.test(name) : isActive(run)) continue;
      if (run !== undefined) tokens.revoke(run);
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}
