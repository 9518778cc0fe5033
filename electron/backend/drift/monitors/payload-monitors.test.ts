import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CONNECTION, monitorStage, NEVER, NOW, settings } from '../../../../e2e/monitor-stage';
import { withJob } from '../payloads/reading-job';
import { qualityOf } from './quality';

let stage: ReturnType<typeof monitorStage>;
beforeEach(() => {
  stage = monitorStage();
});
afterEach(() => stage.end());

it('waits for a log that nothing is in yet, and for enough of a revision that is the reference', async () => {
  const source = { kind: 'payloads' as const, connection: CONNECTION, service: 'late', revision: null };
  const { monitors, made, verdicts } = stage.opened();
  const id = await made({ source, reference: { kind: 'revision', revision: 1 }, window: 'day' });
  const state = () => [monitors.get(id).standing.failure, monitors.get(id).reference?.rows ?? null];
  expect(state()).toEqual([null, null]);
  const log = join(stage.root, '.pilothouse', 'payloads', 'late', '2026-03-01');
  mkdirSync(log, { recursive: true });
  const write = async (name: string, revision: number, rows: number, day: string) => {
    const answered = `SELECT 'r' || i AS id, 'org.kubeflow.serving.inference.response' AS "reqType", NULL::VARCHAR AS bytes, 200 AS status, false AS shadow, ${revision} AS revision,
      TIMESTAMPTZ '${day} 10:00:00Z' + to_seconds(i) AS time, [i % 100] AS "in.x", [(i % 100 + ${revision}) / 100.0]::DOUBLE[] AS "out.p" FROM range(${rows}) t(i)`;
    await withJob({ files: [], folders: [log], temporary: stage.folder }, (job) => job.rows(`COPY (${answered}) TO '${join(log, name)}'`));
    monitors.run(id);
    await monitors.settled();
  };
  await write('10-00-00.000.parquet', 1, 100, '2026-03-01');
  expect(state()).toEqual([null, null]);
  await write('11-00-00.000.parquet', 1, 900, '2026-03-01');
  expect(state()).toEqual([null, 1_000]);
  await write('12-00-00.000.parquet', 40, 1_000, '2026-03-02');
  expect(state()).toEqual([null, 1_000]);
  expect(verdicts(id)).toEqual([
    ['2026-03-01', 1_000, 'not-drifted', null],
    ['2026-03-02', 1_000, 'drifted', 'p'],
  ]);
  expect(monitors.get(id).reference?.columns.map(({ name, role }) => [name, role])).toEqual([
    ['x', 'input'],
    ['p', 'prediction'],
  ]);
});

it('joins labels however late they come, once each, and tells realised from estimated', async () => {
  const log = join(stage.root, '.pilothouse', 'payloads', 'late', '2026-03-01');
  mkdirSync(log, { recursive: true });
  const path = join(log, '10-00-00.000.parquet');
  const answered = `SELECT 'r' || i AS id, 'org.kubeflow.serving.inference.response' AS "reqType", NULL::VARCHAR AS bytes, 200 AS status, false AS shadow, 1 AS revision,
    TIMESTAMPTZ '2026-03-01 10:00:00Z' + to_seconds(i) AS time, [i % 100] AS "in.x", [(i % 100) / 100.0]::DOUBLE[] AS "out.p" FROM range(1000) t(i)`;
  await withJob({ files: [], folders: [log], temporary: stage.folder }, (job) => job.rows(`COPY (${answered}) TO '${path}'`));
  utimesSync(path, NOW / 1_000, NOW / 1_000);
  const lines = Array.from({ length: 600 }, (_, i) => `r${i},${i % 100 >= 50 ? 1 : 0},2026-03-01T12:00:00Z`);
  writeFileSync(
    join(stage.root, 'labels.csv'),
    ['request,late,at', ...lines, 'r0,0,2026-03-01T13:00:00Z', 'r1,0,', 'r1,1,', 'nobody,1,', 'r2,perhaps,'].join('\n'),
  );
  const { sources } = stage.opened();
  const source = { kind: 'payloads' as const, connection: CONNECTION, service: 'late', revision: null };
  const labels = { dataset: 'labels.csv', key: 'request', row: null, label: 'late', at: 'at', output: 'p', position: 0, task: 'score' as const };
  const quality = await qualityOf(settings({ source, window: 'day', labels }), { last: 10 }, { sources, signal: NEVER });
  expect(quality).toMatchObject({ metric: 'auc', repeated: 1, contradicting: 2, unmatched: 1, unreadable: 0 });
  expect(quality?.points).toMatchObject([{ start: Date.parse('2026-03-01'), rows: 1_000, labelled: 598, realised: 1 }]);
  expect(quality?.points[0]?.estimated).toBeCloseTo(0.83, 1);
  expect(quality?.points[0]?.lagP50).toBeGreaterThan(6_000_000);
  const few = await qualityOf(settings({ source, window: 'hour', labels: { ...labels, label: 'at' } }), { last: 10 }, { sources, signal: NEVER });
  expect(few?.points.map(({ labelled, realised }) => [labelled, realised])).toEqual([[0, null]]);
});
