import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from '../contract';

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
