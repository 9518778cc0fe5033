import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { storeFailure } from '../../backend/lib/store-failure';
import { AppError, failure } from '../../../shared/models/failure';
import type { Places } from '../contract';

/** What Pilothouse keeps of a workspace, in the user's folder. All else there is theirs. */
export const HIDDEN = '.pilothouse';
/** Run by the user alone: what a run writes may hold what its data held. */
const PRIVATE = 0o700;

/** Files at the top of `.pilothouse`. */
export const FILES = {
  identity: 'workspace.json',
  lock: 'lock.db',
  registry: 'registry.db',
  /** Where its engine is reached; there while one runs. */
  engine: 'engine.json',
  /** What clients of the tracking address send. */
  token: 'tracking-token',
} as const;

/** The places of a workspace's folder, made where they are not yet. @throws AppError `local`: the folder is gone, or cannot be written. */
export function preparePlaces(folder: string): Places {
  let root: string;
  try {
    root = realpathSync(folder);
    if (!statSync(root).isDirectory()) throw new Error('it is no folder');
  } catch (error) {
    throw new AppError(failure('local', { reason: 'workspace-missing', text: String(error), values: { folder } }), { cause: error });
  }
  const places = placesOf(root);
  try {
    for (const path of [places.hidden, places.artifacts, places.runs, places.logs, places.temporary]) mkdirSync(path, { recursive: true, mode: PRIVATE });
  } catch (error) {
    throw new AppError(storeFailure(error, HIDDEN), { cause: error });
  }
  return places;
}

const placesOf = (root: string): Places => {
  const hidden = join(root, HIDDEN);
  return {
    root,
    hidden,
    registry: join(hidden, FILES.registry),
    artifacts: join(hidden, 'artifacts'),
    runs: join(hidden, 'runs'),
    logs: join(hidden, 'logs'),
    temporary: join(hidden, 'temporary'),
  };
};
