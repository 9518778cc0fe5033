import type { ProcessSystem } from './process-system';

/** Starts of processes are not asked for: a number is believed as long as the engine that saw it lives, and by no other. */
const STARTED = `seen by ${process.pid} of ${performance.timeOrigin}`;

/**
 * Windows: whether the first process of a run is there, by its number, and no more. Its listing needs a shell of its own, and tells no
 * environment: what an engine that is gone left behind is not found, and what may be a stranger's by now is never touched.
 */
export const windowsProcesses: ProcessSystem = {
  all: async () => [],
  one: async (pid) => (isThere(pid) ? { pid, started: STARTED, parent: 0, group: 0, session: 0 } : null),
  starts: async () => new Map(),
};

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
