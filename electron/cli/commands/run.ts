import type { Input } from '../../../shared/api/api';
import type { Client } from '../../../shared/api/client';
import { AppError, failure, type Failure } from '../../../shared/models/failure';
import type { Run, RunLive } from '../../../shared/models/run';
import { WorkspacePath } from '../../../shared/models/workspace';
import type { Backend } from '../../backend/backend';
import { numberOf, type Options } from '../arguments';
import type { EngineForker } from '../engine-forker';
import { BadInput, EXIT, type Exit } from '../exit';
import { failureText, harmless } from '../text';
import { AWAKE_MS, openWorkspace, type OpenedWorkspace } from '../workspace';

/** Shown of a log that is longer before it is followed. */
const TAIL = 1_000;
const SECOND_MS = 1_000;

/**
 * Queues a run of an entry point. With `--wait` its log is followed, and the exit code is that of the run: failed where it did not finish,
 * uncertain where nobody saw its end.
 */
export async function runEntry(backend: Backend, engines: EngineForker, options: Options): Promise<Exit> {
  const [dir, entryPoint, ...more] = options.rest;
  if (dir === undefined || entryPoint === undefined || more.length > 0) throw new BadInput('run takes a folder and an entry point: pilothouse run DIR ENTRY');
  const project = WorkspacePath.safeParse(options.project ?? '.');
  if (!project.success) throw new BadInput(`--project takes a folder inside the workspace, not “${options.project}”`);
  const limit = options['time-limit'] === undefined ? null : numberOf('time-limit', options['time-limit'], 0) * SECOND_MS;
  const params = readParams(options.param ?? []);
  const workspace = await openWorkspace(backend, engines, dir);
  const { client, connection, attached } = workspace;
  const request = { connection, project: project.data, entryPoint, params, environment: options.environment ?? null, name: options.name ?? null };
  try {
    const { run: id } = await client.request('runs.start', { ...request, timeLimitMs: limit === 0 ? null : limit });
    if (options.wait === undefined && attached) return tell(options, { run: id, state: 'queued' }, `${id}\n`);
    if (options.wait === undefined) process.stderr.write('nobody else has this workspace open: it stays up until the run has ended\n');
    if (!options.json) process.stdout.write(`${id}\n`);
    return await follow(workspace, id, options);
  } finally {
    await workspace.leave(false);
  }
}

/** `name=value`, as often as there are parameters. */
function readParams(given: readonly string[]): Record<string, string> {
  const pairs = given.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new BadInput(`-P takes name=value, not “${text}”`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw new BadInput('a parameter is given twice');
  return Object.fromEntries(pairs);
}

async function follow({ client, connection, attached }: OpenedWorkspace, id: string, options: Options): Promise<Exit> {
  const limitMs = options.wait ? numberOf('wait', options.wait, 0) * SECOND_MS : null;
  const log = options.json ? null : followLog(client, connection, id);
  const outcome = await whenEnded(client, connection, id, limitMs, async () => {
    // Ctrl+C ends what this command alone has begun; what is up elsewhere goes on.
    if (!attached) await client.request('runs.cancel', { connection, run: id });
  });
  if (outcome === 'left') {
    log?.stop();
    process.stderr.write(`the run goes on: pilothouse runs DIR show ${id}\n`);
    return EXIT.uncertain;
  }
  await log?.whole;
  log?.stop();
  const ended = await client.request('runs.get', { connection, run: id });
  const { state, exit } = ended;
  if (options.json) process.stdout.write(`${JSON.stringify({ run: id, state, exit })}\n`);
  else process.stderr.write(`${summary(ended)}\n`);
  if (state === 'finished') return EXIT.done;
  return exit?.cause === 'gone' ? EXIT.uncertain : EXIT.failed;
}

export function summary({ state, exit }: Pick<Run, 'state' | 'exit'>): string {
  const how = [state, exit && exit.cause !== 'exited' ? exit.cause : null, exit && exit.code !== null ? `exit code ${exit.code}` : null, exit?.signal ?? null];
  const line = how.filter((part) => part !== null).join(', ');
  return exit?.failure ? `${line}: ${failureText(exit.failure)}` : line;
}

/** `left`: the time was over, or whoever waits went away. */
async function whenEnded(client: Client, connection: string, run: string, limitMs: number | null, onInterrupt: () => Promise<void>): Promise<'ended' | 'left'> {
  const awake = setInterval(() => undefined, AWAKE_MS);
  let timer: NodeJS.Timeout | undefined;
  let stop: () => void = () => undefined;
  try {
    return await new Promise<'ended' | 'left'>((resolve, reject) => {
      const look = ({ state }: RunLive) => state !== 'queued' && state !== 'running' && resolve('ended');
      stop = client.watch('runs.live', { connection, run }, look, (why: Failure) => reject(new AppError(why)));
      if (limitMs !== null) timer = setTimeout(() => resolve('left'), limitMs);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void onInterrupt().then(() => resolve('left'), reject));
    });
  } finally {
    clearInterval(awake);
    clearTimeout(timer);
    stop();
  }
}

/** Lines as they come; `whole` once the last was written. */
function followLog(client: Client, connection: string, run: string): { readonly whole: Promise<void>; stop(): void } {
  let stop: () => void = () => undefined;
  const whole = new Promise<void>((resolve) => {
    stop = client.watch(
      'runs.log',
      { connection, run, tail: TAIL },
      ({ lines, gap, ended }) => {
        if (gap) process.stderr.write('(lines are left out here)\n');
        for (const { stream, text } of lines) (stream === 'out' ? process.stdout : process.stderr).write(`${harmless(text)}\n`);
        if (ended) resolve();
      },
      (why) => {
        process.stderr.write(`${failureText(why)}\n`); // the run itself goes on
        resolve();
      },
    );
  });
  return { whole, stop: () => stop() };
}

function tell(options: Options, document: object, text: string): Exit {
  process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : text);
  return EXIT.done;
}

/** A run by its id or by how it begins. @throws AppError `not-found` @throws BadInput where several do */
export async function findRun(client: Client, connection: string, wanted: string): Promise<string> {
  if (/^[a-f0-9]{32}$/.test(wanted)) return wanted;
  if (!/^[a-f0-9]{4,31}$/.test(wanted)) throw new BadInput(`“${wanted}” is no id of a run, nor how one begins`);
  const { rows } = await client.request('runs.search', newestRuns(connection, 500, [{ on: 'text', text: wanted }]));
  const found = rows.filter(({ id }) => id.startsWith(wanted));
  if (found.length > 1) throw new BadInput(`“${wanted}” begins the ids of ${found.length} runs`);
  const [only] = found;
  if (!only) throw new AppError(failure('not-found', { reason: 'run-unknown', values: { run: wanted } }));
  return only.id;
}

/** The newest first, without columns. */
export const newestRuns = (connection: string, limit: number, conditions: Input<'runs.search'>['conditions'] = []): Input<'runs.search'> => ({
  connection,
  experiment: null,
  conditions,
  order: { by: 'started', key: null, descending: true },
  metrics: [],
  params: [],
  deleted: false,
  offset: 0,
  limit,
});
