import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessRow, ProcessStart, ProcessSystem } from './process-system';

/** Linux tells all of it in files, whole and unambiguous. */
export const linuxProcesses: ProcessSystem = {
  async all() {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.flatMap((pid) => parseStat(Number(pid), readProc(`${pid}/stat`)) ?? []);
  },
  one: async (pid) => parseStat(pid, readProc(`${pid}/stat`)),
  starts: async (pids) =>
    new Map(
      pids.flatMap((pid): [number, ProcessStart][] => {
        const environment = readProc(`${pid}/environ`);
        if (!environment) return [];
        const command = readProc(`${pid}/cmdline`, 'utf8') ?? '';
        return [[pid, { command: command.replace(/\0$/, ''), environment, separator: '\0' }]];
      }),
    ),
};

let boot: string | undefined;
/** Start times count from the start of the machine. */
function bootId(): string {
  boot ??= (readProc('sys/kernel/random/boot_id') ?? '').trim();
  return boot;
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
