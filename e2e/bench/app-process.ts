import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from './profile';
import { needed } from './runtime';

/** The real app in its window, for what has to be measured there. */
export interface AppProcess {
  readonly electron: ElectronApplication;
  readonly page: Page;
  /** Of all its processes together, since each began. */
  cpuMs(): number;
  /** Resident memory of the backend's process. */
  backendBytes(): number;
  stop(): Promise<void>;
}

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** Ours, or the app in another folder. */
export async function startApp(profile: Profile, folder = needed('PILOTHOUSE_ROOT')): Promise<AppProcess> {
  const root = needed('PILOTHOUSE_ROOT');
  const inherited = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const electron = await _electron.launch({
    chromiumSandbox: true,
    executablePath: needed('PILOTHOUSE_ELECTRON'),
    args: ['-r', join(root, 'e2e/hold-ready.cjs'), folder, `--user-data-dir=${profile.folder}`],
    env: { ...inherited, ...profile.env },
  });
  const page = await electron.firstWindow();
  const pid = electron.process().pid ?? 0;
  return {
    electron,
    page,
    cpuMs: () => family(pid).reduce((sum, each) => sum + cpuMsOf(each), 0),
    backendBytes() {
      const backend = family(pid).find((each) => commandOf(each).includes('node.mojom.NodeService'));
      return backend === undefined ? Number.NaN : Number(readFileSync(`/proc/${backend}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
    },
    stop: () => electron.close(),
  };
}

/** The fields of /proc/PID/stat after the name, which may hold anything. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return []; // it has ended
  }
}
const cpuMsOf = (pid: number) => {
  const stat = statOf(pid);
  return ((Number(stat[11] ?? 0) + Number(stat[12] ?? 0)) * 1000) / TICKS_PER_SECOND;
};

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has ended
  }
}

/** A process and all that it started. */
function family(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) if (/^\d+$/.test(name)) parents.set(Number(name), Number(statOf(Number(name))[1] ?? 0));
  const members = [root];
  for (const member of members) for (const [pid, parent] of parents) if (parent === member) members.push(pid);
  return members;
}
