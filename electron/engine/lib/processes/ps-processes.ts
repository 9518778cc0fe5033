import { execFile } from 'node:child_process';
import type { ProcessRow, ProcessStart, ProcessSystem } from './process-system';

const OUTPUT_MAX = 64e6;
/** The start of a process is told as a date: the same in every language and time zone, else it would be another process after a journey. */
const ENV = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' };
/** What a mark begins with; it stands in the environment of few. */
const MARK_LIKE = / PILOTHOUSE_RUN_MARK=/;

/**
 * It ends with a code of its own where one of the processes has ended meanwhile: what it says of the others counts.
 * Rejects where it could not be asked, which says nothing of any process.
 */
const ps = (...args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile('/bin/ps', args, { maxBuffer: OUTPUT_MAX, env: ENV }, (error, stdout) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve(stdout);
    });
  });

const ROW = 'pid=,ppid=,pgid=,stat=,lstart=';

/** Unixes that tell by `ps` which processes there are, and nothing that we read of what they were started with. */
export const psProcesses: ProcessSystem = {
  all: async () => parseRows(await ps('-ax', '-o', ROW)),
  one: async (pid) => parseRows(await ps('-p', String(pid), '-o', ROW))[0] ?? null,
  starts: async () => new Map(),
};

/** macOS: `-E` prints the environment behind the command, of processes of the same user that are not the system's own. */
export const macProcesses: ProcessSystem = {
  ...psProcesses,
  async starts(pids) {
    if (pids.length === 0) return new Map();
    const told = await readStarts(pids);
    // One line each: a value with a line break could pass itself off as another process. Those that matter are asked for alone.
    for (const [pid, { environment }] of told) {
      if (!MARK_LIKE.test(` ${environment}`)) continue;
      const alone = (await readStarts([pid])).get(pid);
      if (alone) told.set(pid, alone);
      else told.delete(pid);
    }
    return told;
  },
};

async function readStarts(pids: readonly number[]): Promise<Map<number, ProcessStart>> {
  const asked = ['-ww', '-p', pids.join(','), '-o', 'pid=,command='];
  const [plain, whole] = await Promise.all([ps(...asked), ps('-E', ...asked)]);
  return parseStarts(plain, whole, pids);
}

/** `lstart` is five words. */
export function parseRows(text: string): ProcessRow[] {
  return text.split('\n').flatMap((line) => {
    const [pid, parent, group, state = '', ...started] = line.trim().split(/\s+/);
    if (started.length === 0 || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), session: 0, started: started.join(' ') }];
  });
}

/**
 * @param plain commands, as `ps` prints them
 * @param whole the same, each with its environment behind it
 * @param pids of one alone all that is printed belongs to it
 */
export function parseStarts(plain: string, whole: string, pids: readonly number[]): Map<number, ProcessStart> {
  const commands = parseCommands(plain, pids);
  const starts = new Map<number, ProcessStart>();
  for (const [pid, text] of parseCommands(whole, pids)) {
    const command = commands.get(pid);
    if (command === undefined || !text.startsWith(`${command} `)) continue; // its environment is not told, or it became another program in between
    starts.set(pid, { command, environment: text.slice(command.length + 1).trim(), separator: ' ' });
  }
  return starts;
}

function parseCommands(text: string, pids: readonly number[]): Map<number, string> {
  const [only] = pids;
  if (pids.length === 1 && only !== undefined) {
    const own = /^\s*(\d+) ([^]*?)\s*$/.exec(text);
    return new Map(own?.[2] !== undefined && Number(own[1]) === only ? [[only, own[2]]] : []);
  }
  const asked = new Set(pids);
  const found = new Map<number, string>();
  for (const line of text.split('\n')) {
    const own = /^\s*(\d+) (.*?)\s*$/.exec(line);
    const pid = Number(own?.[1]);
    if (own?.[2] !== undefined && asked.has(pid) && !found.has(pid)) found.set(pid, own[2]);
  }
  return found;
}
