import pidusage from 'pidusage';
import type { RunResources } from '../../../shared/models/run';

/** CPU and memory of processes, all together. CPU is the share since it was asked last. Null where none could be read. */
export async function readResources(pids: readonly number[], now: number): Promise<RunResources | null> {
  if (pids.length === 0) return null;
  try {
    const found = Object.values(await pidusage([...pids])).filter((one) => one !== null && one !== undefined);
    if (found.length === 0) return null;
    const sum = (read: (one: (typeof found)[number]) => number) => found.reduce((total, one) => total + read(one), 0);
    return { at: now, cpu: sum(({ cpu }) => cpu) / 100, memoryBytes: sum(({ memory }) => memory), processes: found.length };
  } catch {
    return null; // all of them ended meanwhile
  }
}
