import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { SILENT } from '../../../backend/lib/log';
import { workspaceConnection } from '../../../../shared/models/workspace';
import { createRooms, MIGRATIONS } from '../../rooms';
import { holdWorkspace } from '../../workspace/workspace';
import { eventFacts } from './event-facts';
import { EventLog } from './event-log';
import { fromUuid, toUuid } from './run-event';

const CALL = { signal: new AbortController().signal };
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'open-lineage-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** The rooms of a workspace, with its tracking address, as the engine builds them. */
async function open(folder = newFolder()) {
  const workspace = holdWorkspace(folder, MIGRATIONS, Date.now);
  const connection = workspaceConnection(workspace.identity.id);
  const rooms = await createRooms({ workspace, changed: () => undefined, port: null, shippedNode: null, log: SILENT, env: process.env, now: Date.now });
  const token = readFileSync(workspace.tokens.file, 'utf8').trim();
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await rooms.close();
    workspace.close();
  };
  undo.push(close);
  const ask = async (path: string, body: unknown, method: 'POST' | 'PUT' = 'POST') => {
    const url = `${rooms.trackingUri}/api/2.0/${path}`;
    const answer = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, connection: 'close' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.json() as Promise<unknown>;
  };
  const graph = (kind: 'run' | 'dataset-version' | 'model-version', id: string) =>
    rooms.handlers['lineage.graph']({ connection, focus: { kind, id }, up: 5, down: 5, kinds: null, asOf: null, limit: 100 }, CALL);
  const take = (path: string) => rooms.handlers['lineage.importEvents']({ connection, path }, CALL);
  return { rooms, folder, connection, ask, graph, take, close };
}
type Opened = Awaited<ReturnType<typeof open>>;

const Created = z.object({ run: z.object({ info: z.object({ run_id: z.string() }) }) });
const Event = z.object({
  eventType: z.string(),
  eventTime: z.iso.datetime(),
  run: z.object({ runId: z.uuid(), facets: z.record(z.string(), z.looseObject({ _producer: z.url(), _schemaURL: z.url() })) }),
  job: z.object({ namespace: z.string(), name: z.string() }),
  inputs: z.array(z.looseObject({ name: z.string(), facets: z.record(z.string(), z.unknown()) })),
  outputs: z.array(z.looseObject({ name: z.string(), facets: z.record(z.string(), z.unknown()) })),
});

/** A run as a client of the tracking address makes it: it reads a table, keeps a model, ends. */
async function train({ ask }: Opened, status: 'FINISHED' | 'FAILED' | 'KILLED' = 'FINISHED'): Promise<string> {
  const run = Created.parse(await ask('mlflow/runs/create', { experiment_id: '0', run_name: 'first', start_time: 1_700_000_000_000 })).run.info.run_id;
  const schema = JSON.stringify({ mlflow_colspec: [{ type: 'double', name: 'delay', required: true }] });
  await ask('mlflow/runs/log-inputs', {
    run_id: run,
    datasets: [{ tags: [], dataset: { name: 'flights', digest: 'a1b2c3d4', source_type: 'http', source: '{}', schema } }],
  });
  await ask(`mlflow-artifacts/artifacts/0/${run}/artifacts/model/model.onnx`, 'bytes', 'PUT');
  await ask('mlflow/runs/update', { run_id: run, status, end_time: 1_700_000_060_000 });
  return run;
}

function eventsIn(folder: string) {
  const hidden = join(folder, '.pilothouse/openlineage');
  return readdirSync(hidden).flatMap((name) =>
    readFileSync(join(hidden, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => Event.parse(JSON.parse(line))),
  );
}

test('a run is told at its start and its end, and what is registered of it afterwards; files are for the user alone', async () => {
  const opened = await open();
  const { rooms, connection, folder } = opened;
  const run = await train(opened);
  await expect.poll(() => eventsIn(folder).length).toBe(2);
  await rooms.handlers['models.register']({ connection, model: 'late', run, path: 'model' }, CALL);
  await expect.poll(() => eventsIn(folder).length).toBe(3);
  const events = eventsIn(folder);
  expect(events.map(({ eventType, job }) => [eventType, job.namespace, job.name])).toEqual([
    ['START', connection, 'Default'],
    ['COMPLETE', connection, 'Default'],
    ['OTHER', connection, 'Default'],
  ]);
  expect(new Set(events.map(({ run: { runId } }) => fromUuid(runId)))).toEqual(new Set([run]));
  expect(events[1]?.inputs[0]).toMatchObject({
    namespace: connection,
    name: 'flights',
    facets: { version: { datasetVersion: 'a1b2c3d4' }, schema: { fields: [{ name: 'delay', type: 'double' }] } },
  });
  expect(events[2]?.outputs[0]).toMatchObject({ name: 'late', facets: { version: { datasetVersion: '1' }, datasetType: { datasetType: 'MODEL' } } });
  const [file = ''] = readdirSync(join(folder, '.pilothouse/openlineage')).toSorted();
  expect(file).toBe('events-2023-11.jsonl');
  expect(statSync(join(folder, '.pilothouse/openlineage', file)).mode & 0o777).toBe(0o600);
  // What the client read is in the graph too.
  const { edges } = await opened.graph('model-version', 'late@1');
  expect(edges.map(({ from, relation, to }) => `${from} ${relation} ${to}`).toSorted()).toEqual([
    `dataset-version|flights@a1b2c3d4 reads run|${run}`,
    `run|${run} produced model-version|late@1`,
  ]);
});

test('a run that fails or is ended says so; a run whose end an engine did not see is told by the next', async () => {
  const opened = await open();
  await train(opened, 'FAILED');
  await train(opened, 'KILLED');
  const run = Created.parse(await opened.ask('mlflow/runs/create', { experiment_id: '0', start_time: Date.now() })).run.info.run_id;
  await opened.close();
  expect(
    eventsIn(opened.folder)
      .map(({ eventType }) => eventType)
      .toSorted(),
  ).toEqual(['ABORT', 'FAIL', 'START', 'START', 'START']);
  const again = await open(opened.folder);
  await again.ask('mlflow/runs/update', { run_id: run, status: 'FINISHED', end_time: Date.now() });
  await again.close();
  const ends = eventsIn(opened.folder).filter(({ run: { runId } }) => runId === toUuid(run));
  expect(ends.map(({ eventType }) => eventType)).toEqual(['START', 'COMPLETE']);
});

test('events that one workspace wrote are facts in another, once; in the workspace itself they are nothing new', async () => {
  const one = await open();
  const run = await train(one);
  await one.rooms.handlers['models.register']({ connection: one.connection, model: 'late', run, path: 'model' }, CALL);
  await one.close();
  const [written = ''] = readdirSync(join(one.folder, '.pilothouse/openlineage'));
  const other = await open();
  const source = join(one.folder, '.pilothouse/openlineage');
  const all = readdirSync(source).map((name) => readFileSync(join(source, name), 'utf8'));
  writeFileSync(join(other.folder, 'events.jsonl'), all.join(''));
  // What is registered with the end of a run is told with it, or in an event of its own.
  const events = all.join('').trimEnd().split('\n').length;
  expect(await other.take('events.jsonl')).toEqual({
    events,
    facts: 2,
    tied: [
      { kind: 'dataset-version', id: `${one.connection}:/flights@a1b2c3d4`, title: 'flights', detail: 'a1b2c3d4' },
      { kind: 'run', id: run, title: 'Default', detail: one.connection },
      { kind: 'model-version', id: `${one.connection}:/late@1`, title: 'late', detail: '1' },
    ],
    refusedCount: 0,
    refused: [],
  });
  expect(await other.take('events.jsonl')).toMatchObject({ facts: 0, refusedCount: 0 });
  const { nodes } = await other.graph('run', run);
  expect(nodes.map(({ kind, id, title, state }) => [kind, id, title, state]).toSorted()).toEqual([
    ['dataset-version', `${one.connection}:/flights@a1b2c3d4`, 'flights', 'none'],
    ['model-version', `${one.connection}:/late@1`, 'late', 'none'],
    ['run', run, 'Default', 'good'],
  ]);
  const back = await open(one.folder);
  mkdirSync(join(one.folder, 'in'));
  copyFileSync(join(source, written), join(one.folder, 'in/own.jsonl'));
  expect(await back.take('in/own.jsonl')).toMatchObject({ facts: 0, refusedCount: 0 });
});

test('hostile files are bounded: what cannot be believed is counted by line, and the rest is taken', async () => {
  const opened = await open();
  const { folder, connection, take } = opened;
  const good = (uuid: string, more: object = {}) =>
    JSON.stringify({
      eventTime: '2026-01-02T03:04:05.678+01:00',
      run: { runId: uuid },
      job: { namespace: 'airflow', name: 'nightly' },
      inputs: [{ namespace: 's3://lake', name: 'flights', facets: { version: 7, columnLineage: { _producer: 'x' } } }],
      producer: 'https://airflow.example',
      schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
      ...more,
    });
  const uuid = '0193f5a2-1111-7abc-8def-000000000001';
  const lines = [
    good(uuid),
    '{"eventTime": ',
    'null',
    '[]',
    good('not-a-uuid'),
    good(uuid, { eventTime: 'yesterday' }),
    good(uuid, { inputs: Array.from({ length: 2_001 }, () => ({ namespace: 'n', name: 'x' })) }),
    good(uuid, { outputs: [{ namespace: connection, name: 'late', facets: { version: { datasetVersion: '1' } } }] }),
    good(uuid, { inputs: [{ namespace: 'n'.repeat(300), name: 'x'.repeat(300) }] }),
    JSON.stringify({
      eventTime: '2026-01-02T03:04:05Z',
      job: { namespace: 'dbt', name: 'm' },
      inputs: [{ namespace: 'd', name: 'a' }],
      outputs: [{ namespace: 'd', name: 'b' }],
    }),
    JSON.stringify({ eventTime: '2026-01-02T03:04:05Z', dataset: { namespace: 'd', name: 'a' } }),
    `{"__proto__": {"polluted": true}, ${good(uuid).slice(1)}`,
    `{"eventTime": "${'9'.repeat(2 ** 20)}"}`,
    '['.repeat(100_000),
  ];
  writeFileSync(join(folder, 'hostile.jsonl'), `${lines.join('\r\n')}\n\n`);
  appendFileSync(join(folder, 'hostile.jsonl'), Buffer.from([0xff, 0xfe, 0x00, 0x0a]));
  const done = await take('hostile.jsonl');
  expect(done).toMatchObject({ events: 4, facts: 2, refusedCount: 11 });
  expect(done.refused.map(({ line, why }) => `${line} ${why}`)).toEqual([
    '2 not-json',
    '3 not-an-event',
    '4 not-an-event',
    '5 not-an-event',
    '6 not-an-event',
    '7 not-an-event',
    '8 ours',
    '9 name-too-long',
    '13 too-long',
    '14 not-json',
    '15 not-json',
  ]);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  const { nodes } = await opened.graph('run', fromUuid(uuid));
  expect(nodes.map(({ title, detail }) => [title, detail])).toEqual(
    expect.arrayContaining([
      ['nightly', 'airflow'],
      ['flights', 's3://lake'],
    ]),
  );
});

test('a file outside of the workspace, a folder and nothing at all are refused', async () => {
  const { folder, take } = await open();
  const outside = join(newFolder(), 'events.jsonl');
  writeFileSync(outside, '{}\n');
  symlinkSync(outside, join(folder, 'link.jsonl'));
  mkdirSync(join(folder, 'events'));
  for (const path of ['link.jsonl', 'events', 'nothing.jsonl'])
    await expect(take(path)).rejects.toMatchObject({ failure: { code: 'not-found', detail: { reason: 'data-gone' } } });
});

test('a file that the user picked is read wherever it lies; what is no file is refused by its name alone', async () => {
  const { rooms } = await open();
  const elsewhere = newFolder();
  const event = { eventTime: '2026-01-02T03:04:05Z', job: { namespace: 'dbt', name: 'm' }, inputs: [{ namespace: 'd', name: 'a' }] };
  writeFileSync(join(elsewhere, 'events.jsonl'), `${JSON.stringify({ ...event, outputs: [{ namespace: 'd', name: 'b' }] })}\n{}\n`);
  const picked = (name: string) => rooms.handlers['engine.importEvents']({ path: join(elsewhere, name) }, CALL);
  expect(await picked('events.jsonl')).toMatchObject({
    events: 1,
    facts: 1,
    tied: [{ title: 'a' }, { title: 'b' }],
    refused: [{ line: 2, why: 'not-an-event' }],
  });
  mkdirSync(join(elsewhere, 'folder'));
  for (const file of ['folder', 'nothing.jsonl'])
    await expect(picked(file)).rejects.toMatchObject({ failure: { code: 'not-found', detail: { reason: 'data-gone', values: { file } } } });
});

test('nobody else tells anything of a run that is ours', () => {
  const event = {
    eventTime: '2026-01-02T03:04:05Z',
    run: { runId: toUuid('a'.repeat(32)) },
    job: { namespace: 'n', name: 'j' },
    inputs: [{ namespace: 'n', name: 'x' }],
  };
  expect(eventFacts(event, { namespace: 'local-1', isOurRun: () => true })).toEqual({ facts: [], things: [] });
});

test('an event after a line that was cut off stands on a line of its own', () => {
  const folder = newFolder();
  const file = join(folder, 'events-2026-01.jsonl');
  writeFileSync(file, '{"a":1}\n{"b":');
  const log = new EventLog(folder);
  log.append({ c: 1 }, Date.UTC(2026, 0, 5));
  log.append({ d: 1 }, Date.UTC(2026, 0, 6));
  expect(readFileSync(file, 'utf8')).toBe('{"a":1}\n{"b":\n{"c":1}\n{"d":1}\n');
});
