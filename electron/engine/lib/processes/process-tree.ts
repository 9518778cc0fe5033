import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { endsIn, hasMark, isAlive, MARKS_ARE_SEEN, type ProcessId, type ProcessRow, readProcesses, readStarts } from './process-table';

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
    const others = [...table.values()].filter(({ pid }) => pid !== process.pid && !this.#known.has(pid));
    for (const row of await this.#ownOf(others, leads)) this.#known.set(row.pid, row.started);
    this.#addDescendants(table);
    return [...this.#known.keys()].flatMap((pid) => table.get(pid) ?? []);
  }

  /** @param leads the first process is still there, so that session and group of its number are its own */
  async #ownOf(others: readonly ProcessRow[], leads: boolean): Promise<ProcessRow[]> {
    const isLed = ({ session, group }: ProcessRow) => leads && (session === this.root.pid || group === this.root.pid);
    const unknown = others.filter((row) => !isLed(row) && this.#strangers.get(row.pid) !== row.started);
    const starts = await readStarts(unknown.map(({ pid }) => pid));
    const isMarked = (row: ProcessRow) => {
      const start = starts.get(row.pid);
      return start !== undefined && hasMark(start, this.mark);
    };
    const marked = new Set(unknown.filter(isMarked));
    for (const row of unknown) if (!marked.has(row)) this.#strangers.set(row.pid, row.started);
    return others.filter((row) => isLed(row) || marked.has(row));
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
    if (process.platform === 'win32') return await endOnWindows(this.root, graceMs);
    const asked = new Set<number>();
    const firmAt = performance.now() + (polite ? graceMs : 0);
    for (;;) {
      const left = await this.members().catch(() => null);
      const now = performance.now();
      if (left?.length === 0 || now > firmAt + FIRM_MS) return left?.length ?? this.#known.size;
      if (!left) {
        await sleep(LOOK_MS); // they could not be listed now
        continue;
      }
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

async function endOnWindows(root: ProcessId, graceMs: number): Promise<number> {
  if (!(await isAlive(root))) return 0; // its number may be another's by now
  await taskkill(['/pid', String(root.pid), '/T']);
  for (const until = performance.now() + graceMs; (await isAlive(root)) && performance.now() < until; ) await sleep(LOOK_MS);
  if (await isAlive(root)) await taskkill(['/pid', String(root.pid), '/T', '/F']);
  return (await isAlive(root)) ? 1 : 0;
}

/** Processes of a run that nobody followed: found by the mark alone. */
export async function findMarked(mark: string): Promise<ProcessRow[]> {
  return (await startsOfMarked(mark)).map(({ row }) => row);
}

async function startsOfMarked(mark: string) {
  const rows = [...(await readProcesses()).values()].filter(({ pid }) => pid !== process.pid);
  const starts = await readStarts(rows.map(({ pid }) => pid));
  return rows.flatMap((row) => {
    const start = starts.get(row.pid);
    return start !== undefined && hasMark(start, mark) ? [{ row, start }] : [];
  });
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
  const marked = await startsOfMarked(mark);
  const first = marked.find(({ row, start }) => !marked.some((other) => other.row.pid === row.parent) && endsIn(start, args));
  return first ? { pid: first.row.pid, started: first.row.started } : ENDED;
}
