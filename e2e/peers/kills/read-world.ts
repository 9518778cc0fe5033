import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineLink } from '../../../electron/backend/workspaces/engine-link';
import type { RunState } from '../../../shared/models/run';
import { artifactKey, pointKey, pointValue } from './load';
import type { Reached } from './world';

const PAGE = 500;

export type SeenRun = { readonly id: string; readonly name: string; readonly state: RunState; readonly trained: boolean };
export type Seen = {
  readonly runs: readonly SeenRun[];
  /** As the book calls it. */
  readonly found: [key: string, value: string][];
};

/** Everything that a workspace says it has, in the words of the book. Bytes are read where they lie. */
export async function readWorld({ link, connection, uri, token }: Reached, folder: string): Promise<Seen> {
  const found: [string, string][] = [];
  const runs = await readRuns(link, connection);
  const headers = { authorization: `Bearer ${token}` };
  for (const { id, name, state, trained } of runs) {
    found.push([`run ${name}`, '']);
    if (!trained && state === 'finished') found.push([`ended ${name}`, 'FINISHED']);
    const run = await link.request('runs.get', { connection, run: id });
    for (const { key, value } of run.allParams) found.push([`param ${name} ${key}`, value]);
    for (const { key } of run.summaries) {
      const answer = await fetch(`${uri}/api/2.0/mlflow/metrics/get-history?run_id=${id}&metric_key=${key}`, { headers });
      for (const { step, value, timestamp } of pointsIn(await answer.json())) found.push([pointKey(name, key, step), pointValue(value, timestamp)]);
    }
    await readArtifacts(link, connection, id, '', (path, digest) => found.push([artifactKey(name, path), wholeOr(folder, digest)]), trained);
  }
  await readModels(link, connection, found);
  return { runs, found };
}

async function readRuns(link: EngineLink, connection: string): Promise<SeenRun[]> {
  const runs: SeenRun[] = [];
  for (let total = 1; runs.length < total; ) {
    const page = await link.request('runs.search', {
      connection,
      experiment: null,
      conditions: [],
      order: { by: 'started', key: null, descending: true },
      metrics: [],
      params: [],
      deleted: false,
      offset: runs.length,
      limit: PAGE,
    });
    total = page.total;
    runs.push(...page.rows.map(({ id, name, state, origin }) => ({ id, name, state, trained: origin === 'process' })));
    if (page.rows.length === 0) break;
  }
  return runs;
}

type ReadArtifact = (path: string, digest: string) => void;
/** What the app itself keeps of a run that it trained is not in the book. */
async function readArtifacts(link: EngineLink, connection: string, run: string, path: string, read: ReadArtifact, trained: boolean): Promise<void> {
  if (trained) return;
  for (const each of (await link.request('runs.artifacts', { connection, run, path })).artifacts) {
    if (each.folder) await readArtifacts(link, connection, run, each.path, read, trained);
    else read(each.path, each.digest ?? '');
  }
}

const whole = new Set<string>();
/** A digest where the bytes under it are those; each is read once. */
function wholeOr(folder: string, digest: string): string {
  const path = join(folder, '.pilothouse/artifacts', digest.slice(0, 2), digest);
  if (whole.has(path)) return digest;
  try {
    const is = createHash('sha256').update(readFileSync(path)).digest('hex');
    if (is !== digest) return `the bytes of ${is} under ${digest}`;
    whole.add(path);
    return digest;
  } catch (error) {
    return String(error);
  }
}

async function readModels(link: EngineLink, connection: string, found: [string, string][]): Promise<void> {
  for (const { name: model } of (await link.request('models.list', { connection })).models) {
    found.push([`model ${model}`, '']);
    const { history, aliases, moves } = await link.request('models.get', { connection, model });
    for (const { alias, version } of aliases) found.push([`alias ${model} ${alias}`, String(version)]);
    for (const { version } of history) {
      const { tags } = await link.request('models.version', { connection, model, version });
      const { state } = await link.request('models.verify', { connection, model, version });
      found.push([`version ${model} ${tags.find(({ key }) => key === 'ask')?.value ?? 'of nobody'}`, state]);
    }
    // Each move begins where the one before it ended, and the last ends where the alias stands.
    let stands: number | null = null;
    for (const { from, to } of moves.toReversed()) {
      if (from !== stands) found.push([`move of ${model} from ${from} while it stood on ${stands}`, '']);
      stands = to;
    }
    const now = aliases[0]?.version ?? null;
    if (stands !== now) found.push([`history of ${model} ends at ${stands} while it stands on ${now}`, '']);
  }
}

function pointsIn(answer: unknown): { step: number; value: number; timestamp: number }[] {
  const metrics: unknown = typeof answer === 'object' && answer !== null && 'metrics' in answer ? answer.metrics : [];
  return (Array.isArray(metrics) ? (metrics as readonly unknown[]) : []).flatMap((one) => {
    if (typeof one !== 'object' || one === null || !('step' in one) || !('value' in one) || !('timestamp' in one)) return [];
    return [{ step: Number(one.step), value: Number(one.value), timestamp: Number(one.timestamp) }];
  });
}
