import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CONNECTION, monitorStage, NEVER } from '../../../../../e2e/monitor-stage';
import type { LiveCounts, LiveWanted } from '../../../../../shared/models/live-counts';
import { withJob } from '../../payloads/reading-job';

const HOUR = 3_600_000;
const TEN = Date.parse('2026-03-01T10:00:00Z');
const SOURCE = { kind: 'payloads' as const, connection: CONNECTION, service: 'late', revision: null };

let stage: ReturnType<typeof monitorStage>;
let now: number;
beforeEach(() => {
  stage = monitorStage();
  now = TEN + HOUR;
});
afterEach(() => stage.end());

/** What a service was asked in an hour: `x` from `least` on. */
async function logged(hour: number, rows: number, least: number): Promise<void> {
  const log = join(stage.root, '.pilothouse', 'payloads', 'late', '2026-03-01');
  mkdirSync(log, { recursive: true });
  const answered = `SELECT 'r' || i || '-${hour}' AS id, 'org.kubeflow.serving.inference.response' AS "reqType", NULL::VARCHAR AS bytes, 200 AS status, false AS shadow, 1 AS revision,
    TIMESTAMPTZ '2026-03-01 ${hour}:00:00Z' + to_seconds(i) AS time, [${least} + i % 100] AS "in.x", [CASE WHEN i % 4 = 0 THEN 'a' ELSE 'b' END] AS "out.kind" FROM range(${rows}) t(i)`;
  await withJob({ files: [], folders: [log], temporary: stage.folder }, (job) => job.rows(`COPY (${answered}) TO '${join(log, `${hour}-00-00.000.parquet`)}'`));
}

/** The same rows as a gateway would count them. */
function countsOf({ columns }: LiveWanted, rows: number, least: number, start = TEN + HOUR): LiveCounts {
  const none = { nulls: 0, notFinite: 0, min: null, max: null, p50: null, p95: null };
  const told = columns.map(({ name, bins }) => {
    const counts = Array.from({ length: bins.kind === 'edges' ? bins.edges.length + 1 : bins.values.length + 1 }, () => 0);
    for (let i = 0; i < rows; i++) {
      const bin = bins.kind === 'edges' ? bins.edges.filter((edge) => edge <= least + (i % 100)).length : bins.values.indexOf(i % 4 === 0 ? 'a' : 'b');
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return { ...none, name, counts, ...(bins.kind === 'edges' && { p50: least + 50, p95: least + 95 }) };
  });
  return { start, end: start + HOUR, since: start, requests: rows, rows, unread: 0, lost: 0, columns: told };
}

async function watched() {
  await logged(10, 2_000, 0);
  const opened = stage.opened(() => now);
  const id = await opened.made({ source: SOURCE, reference: { kind: 'window', from: TEN, to: TEN + HOUR }, window: 'hour' });
  const [counted] = opened.lives;
  if (!counted) throw new Error('it is not counted');
  const points = (column: string | null = null) => opened.live.points(id, { column, measure: null });
  const exact = async (column: string | null) =>
    (await opened.views.series({ id, column, measure: null, slice: null, last: 10, before: null }, NEVER)).points.at(-1);
  return { ...opened, id, counted, points, exact };
}

it('counts live what the windows of a log are counted in, and says of the same rows what the log says', async () => {
  const { counted, points, exact, monitors, id } = await watched();
  expect(counted.wanted).toMatchObject({ service: 'late', revision: null, window: 'hour', columns: [{ name: 'x', type: 'integer' }, { name: 'kind' }] });
  expect(points()).toEqual([]);
  now = TEN + HOUR + 60_000;
  counted.hear(countsOf(counted.wanted, 100, 40));
  expect(points('x')).toMatchObject([{ rows: 100, verdict: 'insufficient', p50: 90, p95: 135, isOver: false, stoodSince: null, at: now }]);
  counted.hear(countsOf(counted.wanted, 1_000, 40));
  const [live] = points('x');
  expect(points()).toMatchObject([{ start: TEN + HOUR, rows: 1_000, verdict: 'drifted', p50: null }]);
  await logged(11, 1_000, 40);
  monitors.run(id);
  await monitors.settled();
  const { value, low, high, verdict, rows } = live ?? {};
  expect(await exact('x')).toMatchObject({ start: TEN + HOUR, value, low, high, verdict, rows });
  expect(verdict).toBe('drifted');
});

it('says since when it stands still, begins anew with another engine, and ends where the log has been counted', async () => {
  const { counted, points, monitors, id, live } = await watched();
  const told = vi.fn();
  const stop = live.listen(id, told);
  counted.hear(countsOf(counted.wanted, 1_000, 0));
  now += 5_000;
  counted.hear(null);
  now += 5_000;
  counted.hear(null);
  expect(points()).toMatchObject([{ rows: 1_000, at: TEN + HOUR, stoodSince: TEN + HOUR + 5_000 }]);
  counted.hear({ ...countsOf(counted.wanted, 3, 0), since: now });
  expect(points()).toMatchObject([{ rows: 3, since: now, stoodSince: null }]);
  expect(told).toHaveBeenCalledTimes(4);
  stop();
  now = TEN + 2 * HOUR + 1_000;
  expect(points()).toMatchObject([{ rows: 3, isOver: true }]);
  counted.hear(countsOf(counted.wanted, 7, 0, TEN + 2 * HOUR));
  expect(points()).toMatchObject([
    { rows: 3, isOver: true },
    { start: TEN + 2 * HOUR, rows: 7, isOver: false },
  ]);
  await logged(11, 3, 0);
  now += 60_000;
  monitors.run(id);
  await monitors.settled();
  expect(points()).toMatchObject([{ start: TEN + 2 * HOUR, rows: 7 }]);
});

it('is not counted any more when its place is closed or it is removed, and in other bins when it is changed', async () => {
  const { counted, lives, monitors, id, close } = await watched();
  const { settings, version } = monitors.get(id);
  monitors.change(id, { ...settings, config: { ...settings.config, level: 0.01 } }, version);
  await monitors.settled();
  expect([counted.isOver, lives.length]).toEqual([false, 1]);
  monitors.change(id, { ...settings, config: { ...settings.config, bins: 5 } }, version + 1);
  await monitors.settled();
  expect([counted.isOver, lives.length]).toEqual([true, 2]);
  expect(lives[1]?.wanted.columns[0]?.bins).toMatchObject({ kind: 'edges', edges: { length: 6 } });
  close(true);
  monitors.opened();
  expect(lives[1]?.isOver).toBe(true);
  close(false);
  monitors.opened();
  expect(lives).toHaveLength(3);
  monitors.remove(id);
  expect(lives[2]?.isOver).toBe(true);
});
