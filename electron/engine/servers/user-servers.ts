import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunLogLine } from '../../../shared/models/run';
import type { Log } from '../../backend/lib/log';
import { readTail } from '../lib/logs/log-reader';
import { ProcessTree } from '../lib/processes/process-tree';
import type { Places } from '../contract';
import type { ServerNews, Servers, SupervisedServer, WantedServer } from '../serving/contract';
import { Supervised } from './supervised-server';

const FOLDER = 'servers';
const OWN = /^[a-f0-9]{32}$/;
const GRACE_MS = 2_000;
const Kept = z.object({ pid: z.number().int(), started: z.string(), mark: z.string().regex(OWN) });

export type UserServersOptions = {
  readonly places: Places;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly log: Log;
  readonly now: () => number;
  /** How long after each death one is started again. */
  readonly againMs?: readonly number[];
  /** Whether what a server wrote outlives it. */
  readonly keepsLogs?: boolean;
};

/** Where the kept log of a revision's server lies. */
export const serverLogFolder = ({ logs }: Pick<Places, 'logs'>, service: string, revision: number): string => join(logs, `server-${service}-r${revision}`);

/** The newest lines that the server of a revision wrote, over all its starts; oldest first. */
export const serverLog = (places: Pick<Places, 'logs'>, service: string, revision: number, lines: number): RunLogLine[] =>
  readTail(serverLogFolder(places, service, revision), lines);

/** Servers of the user's, as processes of this engine. Each has a folder with its mark as name, by which the next engine finds what was left. */
export class UserServers implements Servers {
  #swept: Promise<void> | null = null;

  constructor(private readonly options: UserServersOptions) {}

  /** Ends what an engine that was killed left running. */
  sweep(): Promise<void> {
    const { places, log } = this.options;
    this.#swept ??= sweepServers(places.hidden, log).catch((error: unknown) => log.error('servers that were left could not be ended', { text: String(error) }));
    return this.#swept;
  }

  start(wanted: WantedServer, onNews: (news: ServerNews) => void): SupervisedServer {
    const { places, keepsLogs = true, ...rest } = this.options;
    const mark = randomBytes(16).toString('hex');
    const folder = join(places.hidden, FOLDER, mark);
    const logFolder = keepsLogs ? serverLogFolder(places, wanted.service, wanted.revision) : join(folder, 'log');
    return new Supervised({ ...rest, wanted, mark, folder, logFolder, root: places.root, onNews });
  }
}

/** Ends all servers that were left below `.pilothouse` by an engine that is gone. @returns once none of their processes is there */
export async function sweepServers(hidden: string, log: Log): Promise<void> {
  const folder = join(hidden, FOLDER);
  const marks = existsSync(folder) ? readdirSync(folder).filter((name) => OWN.test(name)) : [];
  await Promise.all(
    marks.map(async (mark) => {
      const left = await new ProcessTree(readKept(join(folder, mark)) ?? GONE, mark).end(GRACE_MS);
      if (left > 0) log.error('processes of a server that was left could not be ended', { mark, left });
      rmSync(join(folder, mark), { recursive: true, force: true });
    }),
  );
}

/** Stands for a first process that is not known: no system gives numbers as high. */
const GONE = { pid: 2 ** 31 - 1, started: 'gone' };

function readKept(folder: string) {
  try {
    return Kept.parse(JSON.parse(readFileSync(join(folder, 'process.json'), 'utf8')));
  } catch {
    return null; // killed before it was written: the mark alone finds them
  }
}
