import { linuxProcesses } from './linux-processes';
import type { ProcessId, ProcessRow, ProcessStart, ProcessSystem } from './process-system';
import { macProcesses, psProcesses } from './ps-processes';
import { windowsProcesses } from './windows-processes';

export type { ProcessId, ProcessRow } from './process-system';

/** Names the run in the environment of all its processes, also of those that left their group and their parent. */
export const MARK = 'PILOTHOUSE_RUN_MARK';

const SYSTEMS: Readonly<Partial<Record<NodeJS.Platform, ProcessSystem>>> = { linux: linuxProcesses, darwin: macProcesses, win32: windowsProcesses };
const system = SYSTEMS[process.platform] ?? psProcesses;

/** Whether this system tells what processes were started with. */
export const MARKS_ARE_SEEN = system === linuxProcesses || system === macProcesses;

/** Every process that runs; the dead whose parent has not asked for them yet are left out. */
export async function readProcesses(): Promise<ReadonlyMap<number, ProcessRow>> {
  return new Map((await system.all()).map((row) => [row.pid, row]));
}

/** One process; null when it does not run (any more). */
export const readProcess = (pid: number): Promise<ProcessRow | null> => system.one(pid);

export async function isAlive({ pid, started }: ProcessId): Promise<boolean> {
  return (await readProcess(pid))?.started === started;
}

/** What processes were started with. Those are left out whose environment cannot be read: they belong to somebody else. */
export const readStarts = (pids: readonly number[]): Promise<ReadonlyMap<number, ProcessStart>> => system.starts(pids);

/** Whether it was started with this mark. */
export const hasMark = ({ environment, separator }: ProcessStart, mark: string): boolean =>
  `${separator}${environment}${separator}`.includes(`${separator}${MARK}=${mark}${separator}`);

/** Whether it was started with these arguments, the program and what else may stand before them left out. */
export const endsIn = ({ command, separator }: ProcessStart, args: readonly string[]): boolean =>
  args.length === 0 || command.endsWith(separator + args.join(separator));
