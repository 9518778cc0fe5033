import { dirname, join } from 'node:path';
import { ENGINE_FILE } from '../../shared/api/engine-process';
import { failureOf } from '../../shared/models/failure';
import { type EngineOptions, openEngine } from './engine';
import { sweepServers } from './servers/user-servers';
import { GRACE_MS } from './training/active-run';
import { endMarked } from './lib/processes/process-tree';
import { listBegun } from './training/run-places';

/**
 * Ends what an engine that is gone left training, and the servers that it left. A new engine finds runs by the record, ends them and puts that on
 * record; whatever still carries the mark of one after that, or where no engine can be had, is ended by the mark alone.
 * @returns how many processes could not be ended; null where it cannot be known
 */
export async function stopLeft(options: EngineOptions): Promise<number | null> {
  const { folder, log } = options;
  const begun = listBegun(join(folder, dirname(ENGINE_FILE), 'runs')); // asked first: a run that has ended is cleared away
  try {
    const engine = await openEngine(options);
    await engine.leave(true);
  } catch (error) {
    const { code, detail } = failureOf(error);
    if (detail.reason === 'workspace-held') return 0; // whoever has it now looks after its runs
    log.warn('runs are ended without an engine', { code, reason: detail.reason, text: detail.text });
  }
  await sweepServers(join(folder, dirname(ENGINE_FILE)), log);
  const left = await Promise.all(begun.map(async (run) => await endMarked(run, GRACE_MS)));
  return left.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
}
