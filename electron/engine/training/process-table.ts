import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** A process for good: its number may be given again, never with the same start. */
export type ProcessId = { readonly pid: number; readonly started: string };
export type ProcessRow = ProcessId & { readonly parent: number; readonly group: number; readonly session: number };

/** Names the run in the environment of all its processes, also of those that left their group and their parent. */
export const MARK = 'PILOTHOUSE_RUN_MARK';

const run = promisify(execFile);
const linux = process.platform === 'linux';
/** Whether this system tells what processes were started with. */
export const MARKS_ARE_SEEN = linux;

let boot: string | undefined;
/** Start times count from the start of the machine. */
function bootId(): string {
  boot ??= (readProc('sys/kernel/random/boot_id') ?? '').trim();
  return boot;
}

/** Every process that runs; the dead whose parent has not asked for them yet are left out. */
export async function readProcesses(): Promise<ReadonlyMap<number, ProcessRow>> {
  const rows = linux ? readLinux() : await readByPs();
  return new Map(rows.map((row) => [row.pid, row]));
}

/** One process; null when it does not run (any more). */
export async function readProcess(pid: number): Promise<ProcessRow | null> {
  if (linux) return parseStat(pid, readProc(`${pid}/stat`));
  return (await readByPs(['-p', String(pid)]))[0] ?? null;
}

export async function isAlive({ pid, started }: ProcessId): Promise<boolean> {
  return (await readProcess(pid))?.started === started;
}

/** Whether a process was started with this mark. False where its environment cannot be read: it belongs to somebody else. */
export function hasMark(pid: number, mark: string): boolean {
  return linux && `\0${readProc(`${pid}/environ`) ?? ''}`.includes(`\0${MARK}=${mark}\0`);
}

/** What a process was started with, the program left out; empty where it cannot be read. */
export function argumentsOf(pid: number): string[] {
  const line = linux ? (readProc(`${pid}/cmdline`, 'utf8') ?? '') : '';
  return line.split('\0').slice(1, -1);
}

function readLinux(): ProcessRow[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => parseStat(Number(pid), readProc(`${pid}/stat`)) ?? []);
}

/** proc(5): after the name in brackets come state, parent, group, session, and the start as field 22 of all. */
function parseStat(pid: number, stat: string | null): ProcessRow | null {
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group, session] = fields ?? [];
  const started = fields?.[19];
  if (started === undefined || state === 'Z' || state === 'X') return null;
  return { pid, parent: Number(parent), group: Number(group), session: Number(session), started: `${bootId()}:${started}` };
}

function readProc(path: string, encoding: 'latin1' | 'utf8' = 'latin1'): string | null {
  try {
    return readFileSync(`/proc/${path}`, encoding);
  } catch {
    return null; // it ended meanwhile, or is not ours
  }
}

/** Other Unixes. `lstart` is five words. */
async function readByPs(which: readonly string[] = ['-ax']): Promise<ProcessRow[]> {
  if (process.platform === 'win32') return [];
  const { stdout } = await run('ps', [...which, '-o', 'pid=,ppid=,pgid=,stat=,lstart='], { maxBuffer: 16e6 }).catch(() => ({ stdout: '' }));
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, group, state = '', ...started] = line.trim().split(/\s+/);
    if (started.length === 0 || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), session: 0, started: started.join(' ') }];
  });
}
