import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Book } from './book';
import { lossOf, STEPS, timeOf } from './training-script';
import type { Reached } from './world';

const MODELS = 3;
const BATCH = 20;
/** The largest is beyond what an upload is admitted for at once. */
const SIZES = [1_000, 200_000, 3_000_000, 9_000_000];
const ANSWER_MS = 10_000;

export const pointKey = (run: string, key: string, step: number): string => `point ${run} ${key} ${step}`;
export const pointValue = (value: number, at: number): string => `${value}@${at}`;
export const artifactKey = (run: string, path: string): string => `artifact ${run} ${path}`;
/** Runs that are processes: their points are told by themselves. */
export const isTrained = (key: string): boolean => / t\d+-/.test(key);

export type Load = {
  /** Ends it. @returns what was refused although somebody was there */
  stop(): Promise<string[]>;
};

class Refused extends Error {}

/** Trains, logs, uploads, registers and moves an alias, all at once, until it is stopped or nobody answers; what is asked is in the book before it is sent. */
export function startLoad({ link, connection, uri, token }: Reached, book: Book, trial: number, random: () => number): Load {
  const ending = new AbortController();
  const goesOn = () => !ending.signal.aborted;
  const refusals: string[] = [];

  const send = async (method: string, path: string, body: string | Uint8Array<ArrayBuffer>): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream' };
    const answer = await fetch(`${uri}/api/2.0/${path}`, { method, headers, body, signal: AbortSignal.timeout(ANSWER_MS) });
    const text = await answer.text();
    if (!answer.ok) throw new Refused(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  };
  const post = (path: string, body: object) => send('POST', `mlflow/${path}`, JSON.stringify(body));

  const createRun = async (name: string): Promise<string> => {
    book.ask(`run ${name}`, '');
    const found = await post('runs/create', { experiment_id: '0', run_name: name, start_time: 5 });
    book.acknowledge(`run ${name}`, '');
    return textIn(found, 'run', 'info', 'run_id');
  };
  const put = async (run: string, id: string, path: string, bytes: Uint8Array<ArrayBuffer>, others: readonly string[] = []): Promise<string> => {
    const digest = createHash('sha256').update(bytes).digest('hex');
    book.ask(artifactKey(run, path), digest);
    await send('PUT', `mlflow-artifacts/artifacts/0/${id}/artifacts/${path}`, bytes);
    book.acknowledge(artifactKey(run, path), digest, ...others);
    return digest;
  };

  const metrics = async () => {
    for (let run = 0; goesOn(); run++) {
      const name = `m${trial}-${run}`;
      const id = await createRun(name);
      for (let batch = 0; batch < 15 && goesOn(); batch++) {
        const points = Array.from({ length: BATCH }, (_, at) => ({ key: `k${at % 3}`, step: batch * BATCH + at, value: random(), timestamp: 1_000 + batch }));
        const keys = points.map(({ key, step, value, timestamp }) => [pointKey(name, key, step), pointValue(value, timestamp)] as const);
        for (const [key, value] of keys) book.ask(key, value);
        book.ask(`param ${name} p${batch}`, String(batch));
        await post('runs/log-batch', { run_id: id, metrics: points, params: [{ key: `p${batch}`, value: String(batch) }] });
        for (const [key, value] of keys) book.acknowledge(key, value);
        book.acknowledge(`param ${name} p${batch}`, String(batch));
        await sleep(5);
      }
      book.ask(`ended ${name}`, 'FINISHED');
      await post('runs/update', { run_id: id, status: 'FINISHED', end_time: 9 });
      book.acknowledge(`ended ${name}`, 'FINISHED');
    }
  };

  const uploads = async () => {
    const name = `u${trial}-0`;
    const id = await createRun(name);
    for (let file = 0; goesOn(); file++) {
      const size = SIZES[Math.floor(random() * SIZES.length)] ?? 1;
      await put(name, id, `files/${file}.bin`, randomBytes(size));
      const [one, other] = [randomBytes(50_000), randomBytes(60_000)];
      const both = [one, other].map((bytes) => createHash('sha256').update(bytes).digest('hex'));
      await Promise.all([put(name, id, 'same.bin', one, both), put(name, id, 'same.bin', other, both)]); // which of them ends last is theirs to say
    }
  };

  const registry = async () => {
    for (let ask = 0; goesOn(); ask++) {
      const name = `r${trial}-${ask}`;
      const model = `late-${trial % MODELS}`;
      const id = await createRun(name);
      await put(name, id, 'model/weights.bin', randomBytes(5_000));
      book.ask(`model ${model}`, '');
      await post('registered-models/create', { name: model }).catch((error: unknown) => {
        if (!(error instanceof Refused && error.message.includes('RESOURCE_ALREADY_EXISTS'))) throw error;
      });
      book.acknowledge(`model ${model}`, '');
      book.ask(`version ${model} ${name}`, 'whole');
      const made = await post('model-versions/create', { name: model, source: `runs:/${id}/model`, run_id: id, tags: [{ key: 'ask', value: name }] });
      book.acknowledge(`version ${model} ${name}`, 'whole');
      const version = textIn(made, 'model_version', 'version');
      book.ask(`alias ${model} champion`, version);
      await post('registered-models/alias', { name: model, alias: 'champion', version });
      book.acknowledge(`alias ${model} champion`, version);
    }
  };

  const trains = async () => {
    for (let run = 0; run < 2 && goesOn(); run++) {
      const name = `t${trial}-${run}`;
      book.ask(`run ${name}`, '');
      for (let step = 0; step < STEPS; step++) book.ask(pointKey(name, 'loss', step), pointValue(lossOf(step), timeOf(step)));
      await link.request('runs.start', { connection, project: '.', entryPoint: 'main', params: {}, environment: null, name, timeLimitMs: null });
      book.acknowledge(`run ${name}`, '');
    }
  };

  const loops = [metrics, uploads, registry, trains].map((loop) =>
    loop().catch((error: unknown) => {
      if (error instanceof Refused) refusals.push(error.message);
    }),
  );
  return {
    async stop() {
      ending.abort();
      await Promise.all(loops);
      return refusals;
    },
  };
}

export function textIn(value: unknown, ...path: readonly string[]): string {
  let at = value;
  for (const name of path) at = typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === name)?.[1] : undefined;
  if (typeof at !== 'string') throw new Refused(`an answer without ${path.join('.')}: ${JSON.stringify(value).slice(0, 200)}`);
  return at;
}
