import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, failure, failureOf } from '../../../shared/models/failure';
import { readEngineFile } from '../lib/engine-file';
import { connectEngine, type EngineLink, isLost } from './engine-link';

/** A process of the engine that somebody started for us: the shell of the app, or the command line. */
export interface StartedEngine {
  /** Rejects with AppError: it cannot have the workspace. */
  readonly ready: Promise<void>;
}
export type StartEngine = (folder: string) => StartedEngine;

/** One that was just started by another may not answer yet. */
const HELD_TRIES = 20;
const HELD_PAUSE_MS = 150;

/** The engine that is up for a folder, else a new one. @throws AppError why there is none */
export async function reachEngine(folder: string, startEngine: StartEngine | undefined, isWanted: () => boolean): Promise<EngineLink> {
  for (let tries = 0; ; tries++) {
    const up = await attach(folder);
    if (up) return up;
    if (!startEngine) throw new AppError(failure('unsupported', { reason: 'engine-not-started' }));
    if (!isWanted()) throw new AppError(failure('cancelled'));
    try {
      await startEngine(folder).ready;
      const own = await attach(folder);
      if (own) return own;
      throw new AppError(failure('unreachable', { reason: 'engine-lost' }));
    } catch (error) {
      const held = failureOf(error).detail.reason === 'workspace-held';
      if (!held || tries >= HELD_TRIES) throw error;
      await sleep(HELD_PAUSE_MS);
    }
  }
}

async function attach(folder: string): Promise<EngineLink | null> {
  const file = readEngineFile(folder);
  if (!file) return null;
  try {
    return await connectEngine(file);
  } catch (error) {
    if (isLost(error)) return null; // what stands there was left by one that was killed
    throw error;
  }
}
