import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModelName } from '../../../shared/models/model';
import { ServiceName } from '../../../shared/models/service';
import type { ReleaseCheck, StageOutcome } from '../../../shared/models/stage';
import type { Backend } from '../../backend/backend';
import type { Options } from '../arguments';
import type { EngineForker } from '../engine-forker';
import { BadInput, EXIT, type Exit } from '../exit';
import { junitOf } from '../junit';
import { serverCommandOf } from '../server-command';
import { checkText, stageText } from '../stage-text';
import { type OpenedWorkspace, openWorkspace } from '../workspace';
import { versionOf } from './models';

const USE = 'pilothouse release check DIR MODEL VERSION [--golden FILE] [--service NAME] [--server JSON] [--junit FILE] [--json]';
const EXITS: Readonly<Record<StageOutcome, Exit>> = { pass: EXIT.done, fail: EXIT.failed, inconclusive: EXIT.uncertain };
const LOOK_EVERY_MS = 200;
/** Of a file of golden requests: as much as goes through the port at once. */
const TEXT_MAX = 3_000_000;

/** `release check`: a version goes through the stages, and the exit status is what came of it. */
export async function release(backend: Backend, engines: EngineForker, options: Options): Promise<Exit> {
  const [verb, dir, name, wanted, ...more] = options.rest;
  if (verb !== 'check' || dir === undefined || name === undefined || wanted === undefined || more.length > 0) throw new BadInput(USE);
  const version = versionOf(wanted);
  const model = ModelName.safeParse(name);
  if (!model.success) throw new BadInput(`“${name}” is no name of a model`);
  const service = ServiceName.nullable().safeParse(options.service ?? null);
  if (!service.success) throw new BadInput(`“${options.service}” is no name of a service`);
  const server = serverCommandOf(options.server);
  const golden = options.golden === undefined ? null : await readText(options.golden);
  const workspace = await openWorkspace(backend, engines, dir);
  try {
    const { client, connection } = workspace;
    const { n } = await client.request('stages.run', { connection, model: model.data, version, service: service.data, golden, server });
    const check = await untilEnded(workspace, n, !options.json);
    process.stdout.write(`${options.json ? JSON.stringify(check) : checkText(check)}\n`);
    if (options.junit !== undefined) await writeText(options.junit, junitOf(check));
    return EXITS[check.outcome ?? 'inconclusive'];
  } finally {
    await workspace.leave(false);
  }
}

/** Says on standard error what is under way, where a person looks on. */
async function untilEnded({ client, connection }: OpenedWorkspace, n: number, tells: boolean): Promise<ReleaseCheck> {
  let told = '';
  for (;;) {
    const check = await client.request('stages.get', { connection, n });
    if (check.endedAt !== null) return check;
    const running = check.stages.find(({ state }) => state === 'running');
    if (running && running.stage !== told && tells && process.stderr.isTTY) process.stderr.write(`${stageText(running.stage)} …\n`);
    told = running?.stage ?? told;
    await sleep(LOOK_EVERY_MS);
  }
}

async function readText(file: string): Promise<{ readonly file: string; readonly text: string }> {
  try {
    const text = await readFile(file, 'utf8');
    if (text.length > TEXT_MAX) throw new BadInput(`${file} has more than ${TEXT_MAX} characters`);
    return { file, text };
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new BadInput(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
