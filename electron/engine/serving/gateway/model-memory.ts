import { readFileSync, statSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { type Failure, failure } from '../../../../shared/models/failure';

const MB = 2 ** 20;
/** A thread with ONNX Runtime in it and no model. */
const THREAD_BYTES = 24 * MB;
/** While it loads, the file and what is made of it lie beside each other. */
const TIMES_FILE = 2;
/** The rest of the machine goes on working. */
const OF_FREE = 0.9;

export const neededFor = (bytes: number): number => THREAD_BYTES + TIMES_FILE * bytes;

/** What a model on disk will take. A file that is not there takes nothing: loading it says what is wrong. */
export function estimate(path: string, said: number): number {
  return neededFor(Math.max(said, statSync(path, { throwIfNoEntry: false })?.size ?? 0));
}

/** macOS counts as used what it would give back at once; so much of the whole is taken to be there. */
const OF_WHOLE_ON_MAC = 0.25;
const systemFree = (): number => (process.platform === 'darwin' ? Math.max(freemem(), totalmem() * OF_WHOLE_ON_MAC) : freemem());

/** Null: there is room, beside what others that are loading will take. */
export function refuseTooLarge(needed: number, loading: number): Failure | null {
  const constrained = process.constrainedMemory();
  const free = Math.min(systemFree(), constrained > 0 ? Math.max(0, constrained - process.memoryUsage.rss()) : Number.POSITIVE_INFINITY) - loading;
  if (needed <= free * OF_FREE) return null;
  return failure('limited', {
    reason: 'model-too-large',
    values: { needed: String(Math.ceil(needed / MB)), free: String(Math.max(0, Math.floor(free / MB))) },
  });
}

/** Of cgroups: what a container may use of the machine's cores, per period. */
const QUOTA_FILE = '/sys/fs/cgroup/cpu.max';

/** Cores that may be used: those that the process may run on, or as many as its container is given time of. */
export function usableCores(quotaFile = QUOTA_FILE, cores = availableParallelism()): number {
  try {
    const [quota, period] = readFileSync(quotaFile, 'utf8').split(' ').map(Number);
    return quota && period ? Math.max(1, Math.min(cores, Math.floor(quota / period))) : cores;
  } catch {
    return cores; // no such thing here
  }
}

/** Of ONNX Runtime for one model. A small machine has nothing to gain: the gateway and other models use its cores. */
export const threadsPerModel = (cores = usableCores()): number => Math.max(1, Math.min(4, Math.floor(cores / 4)));
