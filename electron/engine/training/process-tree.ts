import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { argumentsOf, hasMark, MARKS_ARE_SEEN, type ProcessId, type ProcessRow, readProcesses } from './process-table';

/** How often it is looked whether all have ended. */
const LOOK_MS = 50;
/** Processes that fork while they are killed are killed again; after so long it is given up and said. */
const FIRM_MS = 10_000;

/**
 * All processes of a run: the first one, whatever descends from it, is in its session or carries its mark. One that was seen once stays known, so that
 * it is found when it leaves its parent later.
 */
export class ProcessTree {
  readonly #known = new Map<number, string>();
  /** Looked at, and without the mark. */
  readonly #strangers = new Map<number, string>();

  constructor(
    readonly root: ProcessId,
    private readonly mark: string,
  ) {
    this.#known.set(root.pid, root.started);
  }

  async members(): Promise<ProcessRow[]> {
    const table = await readProcesses();
    for (const [pid, started] of this.#strangers) if (table.get(pid)?.started !== started) this.#strangers.delete(pid);
    for (const [pid, started] of this.#known) if (table.get(pid)?.started !== started) this.#known.delete(pid);
    const leads = table.get(this.root.pid)?.started === this.root.started;
    for (const row of table.values())
      if (row.pid !== process.pid && !this.#known.has(row.pid) && this.#belongs(row, leads)) this.#known.set(row.pid, row.started);
    this.#addDescendants(table);
    return [...this.#known.keys()].flatMap((pid) => table.get(pid) ?? []);
  }

  /** @param leads the first process is still there, so that the session of its number is its own */
  #belongs(row: ProcessRow, leads: boolean): boolean {
    if (leads && row.session === this.root.pid) return true;
    if (this.#strangers.get(row.pid) === row.started) return false;
    if (hasMark(row.pid, this.mark)) return true;
    this.#strangers.set(row.pid, row.started);
    return false;
  }

  #addDescendants(table: ReadonlyMap<number, ProcessRow>): void {
    for (let before = -1; before !== this.#known.size; ) {
      before = this.#known.size;
      for (const { pid, parent, started } of table.values()) if (this.#known.has(parent) && pid !== process.pid) this.#known.set(pid, started);
    }
  }

  /**
   * Ends all of them: asks each once, and after `graceMs` kills, until none is left.
   * @param polite false: no asking
   * @returns how many could not be ended
   */
  async end(graceMs: number, polite = true): Promise<number> {
    if (process.platform === 'win32') return await endOnWindows(this.root.pid, graceMs);
    const asked = new Set<number>();
    const firmAt = performance.now() + (polite ? graceMs : 0);
    for (;;) {
      const left = await this.members();
      const now = performance.now();
      if (left.length === 0 || now > firmAt + FIRM_MS) return left.length;
      if (now >= firmAt) for (const row of left) signal(row, 'SIGKILL');
      else for (const row of left.filter(({ pid }) => !asked.has(pid))) asked.add(signal(row, 'SIGTERM'));
      await sleep(LOOK_MS);
    }
  }
}

/** The leader's group first, so that members which come into being at this moment hear it too. */
function signal({ pid, group }: ProcessRow, name: 'SIGTERM' | 'SIGKILL'): number {
  for (const target of group === pid ? [-pid, pid] : [pid]) {
    try {
      process.kill(target, name);
      if (target < 0) break;
    } catch {
      // It has ended by itself.
    }
  }
  return pid;
}

const taskkill = async (args: readonly string[]) => await new Promise<void>((done) => void execFile('taskkill', args, () => done()));

async function endOnWindows(pid: number, graceMs: number): Promise<number> {
  const runs = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  await taskkill(['/pid', String(pid), '/T']);
  for (const until = performance.now() + graceMs; runs() && performance.now() < until; ) await sleep(LOOK_MS);
  await taskkill(['/pid', String(pid), '/T', '/F']);
  return runs() ? 1 : 0;
}

/** Processes of a run that nobody followed: found by the mark alone. */
export async function findMarked(mark: string): Promise<ProcessRow[]> {
  return [...(await readProcesses()).values()].filter(({ pid }) => pid !== process.pid && hasMark(pid, mark));
}

/**
 * Ends all processes that carry a run's mark, whoever started it.
 * @returns how many could not be ended; null where this system does not let them be found
 */
export async function endMarked(mark: string, graceMs: number): Promise<number | null> {
  return MARKS_ARE_SEEN ? await new ProcessTree(ENDED, mark).end(graceMs) : null;
}

/** Stands for a first process that is not there any more: no system gives numbers as high. */
const ENDED: ProcessId = { pid: 2 ** 31 - 1, started: 'ended' };

/**
 * The first process of a run whose number was not put on record. What it has left behind carries its mark too, and may never end by itself:
 * only the arguments tell them apart. A script's program may stand before them.
 */
export async function findFirst(mark: string, args: readonly string[]): Promise<ProcessId> {
  const marked = await findMarked(mark);
  const isFirst = ({ pid }: ProcessRow) => {
    const own = argumentsOf(pid);
    return own.length >= args.length && args.every((argument, at) => own[own.length - args.length + at] === argument);
  };
  const first = marked.find((row) => !marked.some(({ pid }) => pid === row.parent) && isFirst(row));
  return first ? { pid: first.pid, started: first.started } : ENDED;
}
