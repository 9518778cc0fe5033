import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CONNECTION, monitorStage, NEVER } from '../../../../../e2e/monitor-stage';
import { driftConfigSchema } from '../../../../../shared/models/drift-config';
import type { MonitorSettings } from '../../../../../shared/models/drift-monitor';
import { withJob } from '../../payloads/reading-job';
import { checkOf, driftChecks } from './drift-check';

const DELIVERY = { connection: CONNECTION, kind: 'delivery', id: 'local/late' } as const;
const SOURCE = { kind: 'payloads', connection: CONNECTION, service: 'late', revision: null } as const;
const SINCE = Date.parse('2026-03-02T00:00:00Z');
const ARMS = { stable: { key: '1', number: null }, candidate: { key: '2', number: null }, since: SINCE };

let stage: ReturnType<typeof monitorStage>;
let log: string;
beforeEach(() => {
  stage = monitorStage();
  log = join(stage.root, '.pilothouse', 'payloads', 'late', '2026-03-01');
  mkdirSync(log, { recursive: true });
});
afterEach(() => stage.end());

type Answers = { readonly revision: number; readonly rows: number; readonly from?: string; readonly x?: string; readonly p?: string; readonly name?: string };
let files = 0;
/** A file of the log: hostile names, whole numbers from 0 to 99 and what is predicted of them. */
async function answered({
  revision,
  rows,
  from = '2026-03-02 10:00:00',
  x = 'i % 100',
  p = '(i % 100) / 100.0',
  name = `${files++}`,
}: Answers): Promise<string> {
  const path = join(log, `${name}.parquet`);
  const sql = `SELECT 'r' || ${revision} || '-' || i AS id, 'org.kubeflow.serving.inference.response' AS "reqType", NULL::VARCHAR AS bytes, 200 AS status, false AS shadow,
    ${revision} AS revision, TIMESTAMPTZ '${from}Z' + to_milliseconds(i) AS time, [${x}] AS "in.x'"";drop--", [${p}]::DOUBLE[] AS "out.__proto__" FROM range(${rows}) t(i)`;
  await withJob({ files: [], folders: [log], temporary: stage.folder }, (job) => job.rows(`COPY (${sql}) TO '${path}'`));
  return path;
}

/** A monitor of the service, whose reference are a thousand earlier answers of revision 1. */
async function watched(parts: Partial<MonitorSettings> = {}) {
  await answered({ revision: 1, rows: 1_000, from: '2026-03-01 10:00:00' });
  const opened = stage.opened();
  const id = await opened.made({ source: SOURCE, reference: { kind: 'revision', revision: 1 }, window: 'day', ...parts });
  opened.moves(ARMS);
  const told = async () => (await opened.between.of(DELIVERY, NEVER))?.[0];
  return { ...opened, id, told };
}

it('finds predictions that drifted between the arms while inputs did not, and says how often that is a false alarm', async () => {
  const { between, told, id } = await watched();
  await answered({ revision: 1, rows: 3_000 });
  await answered({ revision: 2, rows: 1_500, p: '(i % 100) / 200.0' });
  const found = await told();
  expect(found).toMatchObject({ name: 'flights', verdict: 'drifted', open: null, failure: null, since: SINCE, rows: { stable: 3_000, candidate: 1_500 } });
  expect(found?.sides.map(({ role, verdict, furthest }) => [role, verdict, furthest?.column])).toEqual([
    ['input', 'not-drifted', 'x\'";drop--'],
    ['prediction', 'drifted', '__proto__'],
  ]);
  expect(found?.sides[1]?.furthest).toMatchObject({ aspect: 'distribution', measure: 'ks', threshold: 0.1 });
  expect(found?.sides[1]?.furthest?.value).toBeCloseTo(0.5, 1);
  expect(found?.sides[1]?.falseAlarms).toBeGreaterThan(0);
  expect(found?.sides[1]?.falseAlarms).toBeLessThanOrEqual(0.2);
  // The candidate has left the reference of the monitor, and the stable revision has not.
  expect(found?.reference).toEqual({ stable: 'not-drifted', candidate: 'drifted' });
  const column = await between.column(DELIVERY, id, '__proto__', NEVER);
  expect([column.n_reference, column.n_current, column.distribution?.reference.reduce((sum, count) => sum + count, 0)]).toEqual([3_000, 1_500, 3_000]);
  await expect(between.column(DELIVERY, id, 'nobody', NEVER)).rejects.toThrow(/column-unknown/);
});

it('judges by the thresholds and the least number of rows of the monitor', async () => {
  const hostile = 'x\'";drop--';
  const { told } = await watched({
    config: driftConfigSchema.parse({ columns: [hostile], of: { [hostile]: { threshold: 0.6, outOfRange: 1 } }, rowsMin: 600 }),
  });
  await answered({ revision: 1, rows: 3_000 });
  await answered({ revision: 2, rows: 1_600, x: '50 + i % 100' });
  expect(await told()).toMatchObject({ verdict: 'not-drifted', rowsMin: 600, sides: [{ furthest: { threshold: 0.6 }, columns: 1 }] });
});

it('counts nothing from before the split, and nothing of other revisions', async () => {
  const { told } = await watched();
  await answered({ revision: 1, rows: 2_000 });
  await answered({ revision: 2, rows: 4_000, from: '2026-03-01 23:59:58', p: 'CASE WHEN i < 2000 THEN 9 ELSE (i % 100) / 100.0 END' });
  await answered({ revision: 3, rows: 5_000, p: '7' });
  expect(await told()).toMatchObject({ verdict: 'not-drifted', rows: { stable: 2_000, candidate: 2_000 } });
});

it('never takes too little for good: no row of an arm, few of one, or nobody who says which', async () => {
  const { told, moves } = await watched();
  let at = SINCE;
  const open = async () => {
    moves({ ...ARMS, since: ++at }); // another split: nothing that was told before holds
    const found = await told();
    return [found?.verdict, found?.open, found?.rows.candidate];
  };
  expect(await open()).toEqual(['insufficient', 'no-rows', 0]);
  await answered({ revision: 9, rows: 10 });
  expect(await open()).toEqual(['insufficient', 'not-told-apart', 0]);
  await answered({ revision: 1, rows: 2_000 });
  expect(await open()).toEqual(['insufficient', 'no-candidate', 0]);
  await answered({ revision: 2, rows: 499, p: '5' });
  expect(await open()).toEqual(['insufficient', 'few-rows', 499]);
  moves({ ...ARMS, stable: { key: '4', number: null }, since: ++at });
  expect(await told()).toMatchObject({ verdict: 'insufficient', open: 'no-stable', sides: [], reference: null });
});

it('says why where it cannot be judged at all: nothing looked at yet, nothing open, nothing to read', async () => {
  const { between, made, moves, close, monitors } = stage.opened();
  await made({ source: SOURCE, reference: { kind: 'revision', revision: 1 }, window: 'day' });
  moves(ARMS);
  const open = async () => (await between.of(DELIVERY, NEVER))?.map((one) => [one.open, one.failure?.code ?? null, one.verdict]);
  expect(await open()).toEqual([['never-looked', null, 'insufficient']]);
  await answered({ revision: 1, rows: 1_000, from: '2026-03-01 10:00:00' });
  const [id = ''] = monitors.all().map((monitor) => monitor.id);
  monitors.run(id);
  await monitors.settled();
  const path = await answered({ revision: 2, rows: 1_000 });
  writeFileSync(path, 'no parquet');
  expect(await open()).toEqual([['unread', 'invalid', 'insufficient']]);
  rmSync(path);
  close(true);
  moves({ ...ARMS, since: SINCE + 1 });
  expect(await open()).toEqual([['closed', null, 'insufficient']]);
  moves(null);
  expect(await open()).toBeUndefined();
});

it('holds what both arms have and the reference has not for nothing new', async () => {
  const { told } = await watched();
  await answered({ revision: 1, rows: 3_000, x: 'i % 110' });
  await answered({ revision: 2, rows: 2_000, x: 'i % 110' });
  const found = await told();
  expect(found).toMatchObject({ verdict: 'not-drifted', reference: { stable: 'drifted', candidate: 'drifted' } });
});

it('says of a column that an arm has not, or has of another type, that nothing is known of it there', async () => {
  const { told } = await watched();
  await answered({ revision: 1, rows: 2_000 });
  await answered({ revision: 2, rows: 2_000, x: `'a' || i` });
  const found = await told();
  expect(found?.sides.map(({ role, verdict }) => [role, verdict])).toEqual([
    ['input', 'insufficient'],
    ['prediction', 'not-drifted'],
  ]);
  expect(found).toMatchObject({ verdict: 'insufficient', open: 'undecided' });
});

it('is asked of monitors of this delivery alone, whose rows say who answered', async () => {
  const { between, made } = await watched();
  await made({ source: { ...SOURCE, revision: 2 }, reference: { kind: 'revision', revision: 1 }, of: DELIVERY });
  const other = { ...DELIVERY, id: 'argo-rollouts/shop/late' };
  expect((await between.of(DELIVERY, NEVER))?.length).toBe(1);
  expect(await between.of(other, NEVER)).toEqual([]);
  await made({ source: SOURCE, reference: { kind: 'revision', revision: 1 }, of: other });
  expect((await between.of(other, NEVER))?.length).toBe(1);
});

it('tells pods of a cluster apart by what a logger wrote of them', async () => {
  const of = { connection: 'shop', kind: 'delivery', id: 'argo-rollouts/shop/ranker' } as const;
  const kinds = { request: 'org.kubeflow.serving.inference.request', response: 'org.kubeflow.serving.inference.response' };
  const lines = (hash: string, value: (n: number) => number) =>
    Array.from({ length: 700 }, (_, n) => {
      const said = { id: `${hash}-${n}`, endpoint: `ranker-${hash}`, occurrenceTime: new Date(SINCE + n * 1_000).toISOString() };
      const bytes = (body: object) => Buffer.from(JSON.stringify(body)).toString('base64');
      const asked = { ...said, reqType: kinds.request, bytes: bytes({ instances: [{ x: n % 50 }] }) };
      return [asked, { ...said, reqType: kinds.response, bytes: bytes({ predictions: [value(n)] }) }].map((line) => JSON.stringify(line)).join('\n');
    }).join('\n');
  mkdirSync(join(stage.root, 'log'));
  writeFileSync(
    join(stage.root, 'log', 'a.jsonl'),
    lines('7d9f8c', (n) => (n % 50) / 50),
  );
  writeFileSync(
    join(stage.root, 'log', 'b.jsonl'),
    lines('5c6b7d', (n) => (n % 50) / 100),
  );
  const { between, made, moves } = stage.opened();
  const reference = { kind: 'window', from: SINCE, to: SINCE + 3_600_000 } as const;
  await made({ of, source: { kind: 'files', connection: CONNECTION, path: 'log', format: 'kserve', time: null }, reference, window: 'day' });
  moves({ stable: { key: '7d9f8c', number: null }, candidate: { key: '5c6b7d', number: 4 }, since: SINCE });
  const found = (await between.of(of, NEVER))?.[0];
  expect(found).toMatchObject({ verdict: 'drifted', rows: { stable: 700, candidate: 700 } });
  expect(found?.sides.map(({ role, verdict }) => [role, verdict])).toEqual([
    ['input', 'not-drifted'],
    ['prediction', 'drifted'],
  ]);
});

it('becomes a check of a promotion: drifted warns, what is open is unknown, and no monitor is no check', async () => {
  const { between, told, moves } = await watched();
  await answered({ revision: 1, rows: 3_000 });
  await answered({ revision: 2, rows: 1_500, p: '(i % 100) / 200.0' });
  const [check] = await driftChecks(between, DELIVERY, { action: 'promote' }, NEVER);
  expect(check).toMatchObject({ id: 'drift-compared', outcome: 'warn', failure: null });
  expect(check?.values).toMatchObject({
    monitor: 'flights v1',
    column: '__proto__',
    measure: 'ks',
    threshold: '0.1',
    candidate: '1500',
    inputs: 'not-drifted',
  });
  expect(await driftChecks(between, DELIVERY, { action: 'abort' }, NEVER)).toEqual([]);
  const drifted = await told();
  moves({ ...ARMS, since: SINCE + 1, candidate: { key: '5', number: null } });
  const missing = await told();
  const good = drifted && { ...drifted, verdict: 'not-drifted' as const };
  const all = [good, missing, drifted].flatMap((each) => each ?? []);
  const outcomes = [all, all.slice(0, 2), all.slice(0, 1), []].map((some) => checkOf(some).map(({ outcome }) => outcome));
  expect(outcomes).toEqual([['warn'], ['unknown'], ['pass'], []]);
  expect(checkOf(all.slice(1, 2))[0]?.values).toMatchObject({ open: 'no-candidate' });
});

it('keeps nobody waiting, and what it cannot say is unknown', async () => {
  const never = { of: () => new Promise<never>(() => undefined) };
  expect(await driftChecks(never, DELIVERY, { action: 'promote' }, NEVER, 1)).toMatchObject([{ outcome: 'unknown', values: { open: 'slow' } }]);
  const lost = { of: () => Promise.reject(new TypeError('lost')) };
  expect(await driftChecks(lost, DELIVERY, { action: 'promote' }, NEVER)).toMatchObject([{ outcome: 'unknown', failure: { code: 'bug' } }]);
});
