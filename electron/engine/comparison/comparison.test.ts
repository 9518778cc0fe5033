import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ArmComparison, type PointId, type PointOf, pointOf } from '../../../shared/models/arm-comparison';
import { NO_PAYLOADS } from '../../../shared/models/payload';
import { type ArmBucket, DEFAULT_RELEASE, DEFAULT_SETTINGS, type Service } from '../../../shared/models/service';
import type { ServiceLabels } from '../../../shared/models/service-labels';
import { SILENT } from '../../backend/lib/log';
import { Duck } from '../../backend/tables/duck';
import { literal } from '../../backend/tables/sql';
import { type FileRow, writePayloadFile } from '../serving/payload/payload-file';
import { Comparisons } from './comparison';
import type { ComparisonNeeds } from './needs';

const NOW = Date.UTC(2026, 10, 23, 12);
const SINCE = NOW - 3_600_000;
const LABELS: ServiceLabels = { dataset: 'truth', key: 'request_id', row: null, label: 'late', at: 'at', output: 'probability', position: 1, task: 'score' };
const COLUMNS = [
  { name: 'in.hour', datatype: 'FP32' },
  { name: 'in.origin', datatype: 'BYTES' },
  { name: 'out.late', datatype: 'INT64' },
  { name: 'out.probability', datatype: 'FP32' },
] as const;

let root: string;
let state: number;
let made: { readonly id: string; readonly late: number; readonly at: number }[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'comparison-'));
  mkdirSync(join(root, 'payloads/late/2026-11-23'), { recursive: true });
  state = 42;
  made = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Park and Miller: the same numbers each time. */
const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;

type Model = (truth: number, noise: number) => number;
/** Knows something of what comes true; and knows next to nothing, though its answers are spread alike. */
const good: Model = (truth, noise) => 0.35 * truth + 0.65 * noise;
const worse: Model = (truth, noise) => 0.12 * truth + 0.88 * noise;

type Traffic = { readonly revision: number; readonly rows: number; readonly model?: Model; readonly hour?: () => number; readonly more?: Partial<FileRow> };

function answered({ revision, rows, model = good, hour = () => 24 * next(), more = {} }: Traffic): FileRow[] {
  return Array.from({ length: rows }, (_, row): FileRow => {
    const truth = next();
    const p = model(truth, next());
    const id = `r${revision}-${row}`;
    const at = SINCE + 60_000 + row;
    made.push({ id, late: truth > 0.7 ? 1 : 0, at });
    const values = JSON.stringify({ 0: [hour()], 1: [['JFK', 'LAX', 'ORD'][Math.floor(3 * next())]], 2: [p > 0.5 ? 1 : 0], 3: [1 - p, p] });
    const body = { content: '{}', head: null };
    return { at, id, revision, status: 200, ms: 1, shadow: false, request: body, response: body, values, ...more };
  });
}

const write = (rows: readonly FileRow[], name = '12-00-00.000') =>
  writePayloadFile({ path: join(root, `payloads/late/2026-11-23/${name}.parquet`), service: 'late', columns: COLUMNS, rows, before: null });
const writeLabels = (lines: readonly string[]) => writeFileSync(join(root, 'truth.csv'), ['request_id,late,at', ...lines, ''].join('\n'));
const lines = (rows = made) => rows.map(({ id, late, at }) => `${id},${late},${new Date(at + 20_000).toISOString()}`);

const bucket = (revision: number, requests: number, more: Partial<ArmBucket> = {}): ArmBucket => ({
  at: SINCE,
  revision,
  requests,
  errors: 0,
  refused: 0,
  p50: 1,
  p95: 2,
  p99: 3,
  within: { p50: [0.95, 1.05], p95: [1.9, 2.1], p99: [2.5, 3.5] },
  ...more,
});

type Setting = { readonly share?: number; readonly labels?: ServiceLabels | null; readonly features?: Service['settings']['payload']['features'] };
function serviceOf({ share = 1, labels = LABELS, features = [] }: Setting): Service {
  const host = { state: 'ready', since: 0, failure: null, loadMs: 1, memoryBytes: 1 } as const;
  const revision = (number: number) =>
    ({ number, model: 'late', version: number, digest: '', createdAt: 0, by: '', why: '', everStable: true, runs: { kind: 'onnx' }, host }) as const;
  const act = (n: number, verb: string, weight: number, at: number) => ({
    n,
    at,
    verb,
    revision: 2,
    weight,
    by: 'mona',
    why: '',
    failure: null,
    entry: 1,
    ledger: null,
  });
  return {
    name: 'late',
    uid: 'late@1',
    createdAt: 0,
    model: 'late',
    release: {
      state: 'paused',
      since: NOW,
      stable: 1,
      candidate: 2,
      step: 0,
      held: false,
      returning: false,
      before: null,
      until: null,
      waiting: null,
      lock: null,
    },
    plan: DEFAULT_RELEASE,
    arms: [],
    offers: [],
    weights: [
      { revision: 1, weight: 80 },
      { revision: 2, weight: 20 },
    ],
    generation: 3,
    settings: { ...DEFAULT_SETTINGS, labels, payload: { ...DEFAULT_SETTINGS.payload, share, features } },
    payload: NO_PAYLOADS,
    revisions: [revision(2), revision(1)],
    uri: null,
    acts: [act(3, 'pause', 20, NOW), act(2, 'loaded', 20, SINCE), act(1, 'start', 0, SINCE - 5_000)],
  };
}

const SIGNATURE: ReturnType<ComparisonNeeds['signatureOf']> = {
  inputs: ['hour', 'origin'].map((name) => ({ name, type: 'float', shape: [-1, 1] })),
  outputs: [
    { name: 'late', type: 'int64', shape: [-1] },
    { name: 'probability', type: 'float', shape: [-1, 2] },
  ],
};

async function compare(setting: Setting = {}, buckets: readonly ArmBucket[] = [bucket(1, 2_000), bucket(2, 600)]): Promise<ArmComparison> {
  const duck = new Duck({ root, temporary: join(root, 'temporary') });
  const from = `(SELECT * FROM read_csv(${literal(join(root, 'truth.csv'))}, header = true)) t(c0, c1, c2)`;
  const comparisons = new Comparisons({
    service: () => serviceOf(setting),
    figures: async () => buckets,
    signatureOf: () => SIGNATURE,
    payloads: join(root, 'payloads'),
    job: (work) => duck.job('light', (job) => work({ json: job.json, dataset: async () => ({ columns: ['request_id', 'late', 'at'], from }) })),
    log: SILENT,
    now: () => NOW,
  });
  const found = await comparisons.of('late');
  if (!found) throw new Error('nothing was compared');
  return found;
}

function point<Id extends PointId>(comparison: ArmComparison, id: Id): PointOf<Id> {
  const found = pointOf(comparison, id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}
const verdicts = (comparison: ArmComparison) => Object.fromEntries(comparison.points.map(({ id, verdict }) => [id, verdict]));

test('two arms that are the same model pass everything once there is enough of it', async () => {
  await write([...answered({ revision: 1, rows: 8_000 }), ...answered({ revision: 2, rows: 6_000 })]);
  writeLabels(lines());
  const found = await compare({}, [bucket(1, 8_000), bucket(2, 2_000)]);
  expect(verdicts(found)).toEqual({ enough: 'pass', inputs: 'pass', errors: 'pass', answers: 'pass', latency: 'pass', predictions: 'pass', quality: 'pass' });
  expect(found).toMatchObject({ since: SINCE, stable: 1, candidate: 2, split: { wanted: 0.2 }, log: { rows: { stable: 8_000, candidate: 6_000 }, oneIn: 1 } });
  expect(point(found, 'quality')).toMatchObject({ metric: 'auc', lag: { p50: 20_000, p95: 20_000 }, labelled: { candidate: { part: 6_000, total: 6_000 } } });
  expect(point(found, 'inputs').features.map(({ name }) => name)).toEqual(['hour', 'origin']);
  expect(point(found, 'predictions').features.map(({ name }) => name)).toEqual(['late', 'probability[0]', 'probability[1]']);
});

test('a model that is worse fails by what came true, with the numbers of both', async () => {
  await write([...answered({ revision: 1, rows: 4_000 }), ...answered({ revision: 2, rows: 1_000, model: worse })]);
  writeLabels(lines());
  const quality = point(await compare(), 'quality');
  expect(quality).toMatchObject({ verdict: 'fail', reason: null, metric: 'auc' });
  expect(quality.arms.stable?.value).toBeGreaterThan(0.7);
  expect(quality.difference?.high).toBeLessThan(0);
  expect(quality.difference?.value).toBeLessThan(-0.1);
});

test('the slice in which a candidate is worst is named, with an interval for all that were looked at; one that is no worse anywhere stays within', async () => {
  const inOrd = (values: string | null) => values?.includes('"ORD"');
  const badAt = answered({ revision: 2, rows: 3_000, model: worse }).filter(({ values }) => inOrd(values));
  const elsewhere = answered({ revision: 2, rows: 3_000 }).map((row, at) => ({ ...row, id: `s${at}` }));
  const ids = made.splice(-3_000).map((row, at) => ({ ...row, id: `s${at}` }));
  const well = answered({ revision: 1, rows: 4_000 });
  await write([...well, ...badAt, ...elsewhere.filter(({ values }) => !inOrd(values))]);
  writeLabels(lines([...made, ...ids]));
  const { slice } = point(await compare(), 'quality');
  expect(slice).toMatchObject({ feature: 'origin', value: 'ORD', of: 3, verdict: 'fail', rows: { candidate: badAt.length } });
  expect(slice?.difference.value).toBeLessThan(-0.1);
  await write([...answered({ revision: 1, rows: 4_000 }), ...answered({ revision: 2, rows: 2_000 })], '12-00-00.000');
  writeLabels(lines());
  expect(point(await compare(), 'quality').slice).toMatchObject({ of: 3, difference: { high: expect.any(Number) } });
  expect(point(await compare(), 'quality').slice?.verdict).not.toBe('fail');
  const masked = await compare({ features: [{ name: 'origin', treatment: 'mask' }] });
  expect(point(masked, 'quality').slice).toBeNull(); // hours are too many to be slices
});

test('answers that are spread otherwise fail, and say where; what both are asked is alike', async () => {
  await write([...answered({ revision: 1, rows: 3_000 }), ...answered({ revision: 2, rows: 800, model: (truth, noise) => good(truth, noise) ** 2 })]);
  writeLabels([]);
  const found = await compare();
  expect(verdicts(found)).toMatchObject({ inputs: 'pass', predictions: 'fail', quality: 'inconclusive' });
  const [, , yes] = point(found, 'predictions').features;
  expect(yes).toMatchObject({ name: 'probability[1]', verdict: 'fail' });
  expect(yes?.psi?.value).toBeGreaterThan(0.1);
  expect(yes?.distribution).toMatchObject({ kind: 'numbers', low: 0, high: 1 });
  expect(yes?.distribution?.shares.stable.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
});

test('arms that are asked otherwise are not compared fairly: inputs fail', async () => {
  await write([...answered({ revision: 1, rows: 3_000 }), ...answered({ revision: 2, rows: 800, hour: () => 12 + 12 * next() })]);
  const inputs = point(await compare({ labels: null }), 'inputs');
  expect(inputs).toMatchObject({ verdict: 'fail', features: [{ name: 'hour', verdict: 'fail' }, { name: 'origin' }] });
});

test('a split that is not the one that was set leaves inputs open, however alike they are', async () => {
  await write([...answered({ revision: 1, rows: 4_000 }), ...answered({ revision: 2, rows: 4_000 })]);
  expect(point(await compare({ labels: null }, [bucket(1, 4_000), bucket(2, 4_000)]), 'inputs')).toMatchObject({
    verdict: 'inconclusive',
    reason: 'split-off',
  });
});

test('few requests prove nothing, however they look', async () => {
  await write([...answered({ revision: 1, rows: 400 }), ...answered({ revision: 2, rows: 90, model: worse })]);
  writeLabels(lines());
  const found = await compare({}, [bucket(1, 400), bucket(2, 90)]);
  expect(found.points.map(({ id, verdict, reason }) => [id, verdict, reason])).toEqual([
    ['enough', 'inconclusive', 'few-requests'],
    ['inputs', 'inconclusive', 'few-requests'],
    ['errors', 'inconclusive', 'few-requests'],
    ['answers', 'inconclusive', 'few-requests'],
    ['latency', 'pass', null],
    ['predictions', 'inconclusive', 'few-requests'],
    ['quality', 'inconclusive', 'few-labels'],
  ]);
  expect(point(found, 'enough').moreMs).toBeGreaterThan(0);
});

test('without a log, labels or traffic it is said what is missing, and nothing is good', async () => {
  const reasons = (comparison: ArmComparison) =>
    ['inputs', 'answers', 'predictions', 'quality'].map((id) => comparison.points.find((each) => each.id === id)?.reason);
  expect(reasons(await compare({ share: 0 }))).toEqual(['log-off', 'log-off', 'log-off', 'log-off']);
  expect(reasons(await compare())).toEqual(['log-empty', 'log-empty', 'log-empty', 'log-empty']);
  await write([...answered({ revision: 1, rows: 600 }), ...answered({ revision: 2, rows: 600 })]);
  expect(point(await compare({ labels: null }), 'quality').reason).toBe('labels-unset');
  expect(point(await compare(), 'quality').reason).toBe('labels-unread'); // no file
  writeLabels(['r9-1,1,2026-11-23T12:00:00.000Z']);
  expect(point(await compare(), 'quality')).toMatchObject({ reason: 'labels-none', unmatched: 1 });
  expect(point(await compare({ labels: { ...LABELS, label: 'delay' } }), 'quality').reason).toBe('labels-unread');
  const silent = await compare({}, []);
  expect(Object.entries(verdicts(silent)).flatMap(([id, verdict]) => (verdict === 'pass' ? [id] : []))).toEqual(['inputs', 'predictions']); // the log knows them
  expect(point(silent, 'enough')).toMatchObject({ reason: 'no-traffic', moreMs: null });
  expect(point(silent, 'errors').reason).toBe('no-traffic');
});

test('labels that come again count once, those that contradict one another not at all, and ids that two requests had neither', async () => {
  await write([...answered({ revision: 1, rows: 900 }), ...answered({ revision: 2, rows: 600 })]);
  await write([...answered({ revision: 1, rows: 1 })], '12-00-10.000');
  const all = lines();
  const other = (line: string) => line.replace(/,([01]),/, (_, late: string) => `,${1 - Number(late)},`);
  writeLabels([...all.slice(1, -1), ...all.slice(1, 51), ...all.slice(51, 61).map(other), all[70]?.replace(/,[01],/, ',perhaps,') ?? '']);
  const quality = point(await compare(), 'quality');
  expect(quality).toMatchObject({ repeated: 50, contradicting: 11, unreadable: 0, unmatched: 0 });
  // The first id stands twice in the log; of the last there is no label.
  expect(quality.labelled).toEqual({ stable: { part: 899 - 11, total: 899 }, candidate: { part: 600, total: 600 } });
});

test('what is masked is named and not shown, and leaves its side open', async () => {
  await write([...answered({ revision: 1, rows: 3_000 }), ...answered({ revision: 2, rows: 3_000 })]);
  writeLabels(lines());
  const found = await compare({ features: [{ name: 'hour', treatment: 'mask' }] }, [bucket(1, 12_000), bucket(2, 3_000)]);
  expect(found.log.hidden).toEqual(['hour']);
  expect(point(found, 'inputs')).toMatchObject({ verdict: 'inconclusive', reason: 'masked', features: [{ name: 'origin' }] });
  expect(point(found, 'predictions').verdict).toBe('pass');
  const blind = await compare({ features: [{ name: 'probability', treatment: 'drop' }] }, [bucket(1, 12_000), bucket(2, 3_000)]);
  expect(point(blind, 'quality').reason).toBe('masked');
  expect(point(blind, 'predictions')).toMatchObject({ verdict: 'inconclusive', reason: 'masked', features: [{ name: 'late' }] });
});

test('errors that the stable revision has none of are told, without the numbers in them; more errors and slower answers fail', async () => {
  const failing = (revision: number, rows: number, text: string): FileRow[] =>
    answered({ revision, rows, more: { status: 500, values: null, response: { content: JSON.stringify({ error: text }), head: null } } });
  await write([
    ...answered({ revision: 1, rows: 700 }),
    ...answered({ revision: 2, rows: 700 }),
    ...failing(1, 2, 'known 17'),
    ...failing(2, 3, 'known 18'),
    ...failing(2, 4, 'shape 4 is not 5'),
  ]);
  const slow = bucket(2, 700, { errors: 30, p95: 8, within: { p50: [1, 2], p95: [7, 9], p99: [8, 12] } });
  const found = await compare({ labels: null }, [bucket(1, 2_800, { errors: 2 }), slow]);
  expect(point(found, 'errors')).toMatchObject({ verdict: 'fail', fresh: [{ status: 500, text: 'shape # is not #', count: 4 }] });
  const latency = point(found, 'latency');
  expect(latency.verdict).toBe('fail');
  expect(latency.quantiles[1]?.ratio?.low).toBeGreaterThan(3);
});

test('a thousandth of a millisecond more is no slower service', async () => {
  const tiny = (p95: number): Partial<ArmBucket> => ({ p95, within: { p50: [0.01, 0.02], p95: [p95 * 0.95, p95 * 1.05], p99: [0.1, 0.2] } });
  const found = await compare({ share: 0 }, [bucket(1, 2_000, tiny(0.05)), bucket(2, 600, tiny(0.09))]);
  expect(point(found, 'latency').verdict).toBe('pass');
});

test('a candidate that answers nothing where a number belongs fails; shadows are nobody’s answers', async () => {
  const empty = answered({ revision: 2, rows: 100 }).map((row) => ({ ...row, values: row.values?.replace(/"2":\[\d\]/, '"2":[null]') ?? null }));
  const shadows = answered({ revision: 2, rows: 5_000, more: { shadow: true } });
  await write([...answered({ revision: 1, rows: 2_000 }), ...answered({ revision: 2, rows: 500 }), ...empty, ...shadows]);
  const found = await compare({ labels: null });
  expect(found.log.rows).toEqual({ stable: 2_000, candidate: 600 });
  expect(point(found, 'answers')).toMatchObject({ verdict: 'fail', empty: { candidate: { part: 100, total: 1_800 } } });
});
