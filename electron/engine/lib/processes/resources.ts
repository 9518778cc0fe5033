import { readFileSync } from 'node:fs';
import pidusage from 'pidusage';
import type { RunResources } from '../../../../shared/models/run';
import type { ProcessRow } from './process-table';

/** Linux counts time of processors for programs in these, on every machine that Node runs on; `getconf` may not be there to be asked. */
const TICKS_PER_SECOND = 100;

type Used = { readonly ticks: number; readonly startedTicks: number; readonly memoryBytes: number };
type Look = { readonly atMs: number; readonly ticks: ReadonlyMap<string, number> };

/** CPU and memory of the processes of one run, all together. CPU is the share since the look before; at the first, since they began. */
export class Resources {
  #before: Look | null = null;

  /** Null where none could be read: that is not known, and not nothing. */
  async read(rows: readonly ProcessRow[], now: number): Promise<RunResources | null> {
    if (rows.length === 0) return null;
    return process.platform === 'linux' ? this.#readProc(rows, now) : await readByProgram(rows, now);
  }

  #readProc(rows: readonly ProcessRow[], now: number): RunResources | null {
    const found = rows.flatMap(({ pid, started }) => {
      const used = usedBy(pid);
      return used ? [{ key: `${pid} ${started}`, ...used }] : [];
    });
    if (found.length === 0) return null; // all of them ended meanwhile
    const atMs = performance.now();
    const before = this.#before;
    this.#before = { atMs, ticks: new Map(found.map(({ key, ticks }) => [key, ticks])) };
    const uptime = before ? 0 : (Number.parseFloat(readText('/proc/uptime') ?? '') || 0) * TICKS_PER_SECOND;
    const share = ({ key, ticks, startedTicks }: (typeof found)[number]) => {
      if (before) return (ticks - (before.ticks.get(key) ?? 0)) / ((TICKS_PER_SECOND * (atMs - before.atMs)) / 1_000);
      return uptime > startedTicks ? ticks / (uptime - startedTicks) : 0;
    };
    const sum = (of: (one: (typeof found)[number]) => number) => found.reduce((total, one) => total + of(one), 0);
    return { at: now, cpu: Math.max(0, sum(share)), memoryBytes: sum(({ memoryBytes }) => memoryBytes), processes: found.length };
  }
}

/** proc(5): of `stat` after the name in brackets utime, stime and the start are fields 12, 13 and 20; memory of `status` is in kB whatever a page is. */
function usedBy(pid: number): Used | null {
  const stat = readText(`/proc/${pid}/stat`);
  const status = readText(`/proc/${pid}/status`);
  if (stat === null || status === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system, startedTicks] = [Number(fields[11]), Number(fields[12]), Number(fields[19])];
  const resident = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1];
  if (resident === undefined || !Number.isFinite(user + system + startedTicks)) return null; // one that has ended has no memory any more
  return { ticks: user + system, startedTicks, memoryBytes: Number(resident) * 1_024 };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null; // it ended meanwhile
  }
}

async function readByProgram(rows: readonly ProcessRow[], now: number): Promise<RunResources | null> {
  try {
    const found = Object.values(await pidusage(rows.map(({ pid }) => pid))).filter((one) => one !== null && one !== undefined);
    if (found.length === 0) return null;
    const sum = (read: (one: (typeof found)[number]) => number) => found.reduce((total, one) => total + read(one), 0);
    return { at: now, cpu: sum(({ cpu }) => cpu) / 100, memoryBytes: sum(({ memory }) => memory), processes: found.length };
  } catch {
    return null; // all of them ended meanwhile
  }
}
