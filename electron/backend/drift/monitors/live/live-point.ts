import type { DriftMeasure } from '../../../../../shared/models/drift-config';
import type { LiveCounts } from '../../../../../shared/models/live-counts';
import type { LivePoint } from '../../../../../shared/models/live-point';
import type { Basis } from '../basis';
import { judgeCounts } from '../judge-windows';
import type { KeptMonitor } from '../monitor-store';
import { pointOf } from '../series-point';
import { judgedWindow, type Role } from '../standing';
import { type KeptWindow, readScores, writeScores } from '../window-scores';

/** Judged by the arithmetic of the windows of the log, from counts alone. Pure. */
export function judgeLive({ settings, version }: KeptMonitor, basis: Basis, counts: LiveCounts, now: number): KeptWindow {
  const { start, end, columns } = counts;
  const windows = columns.map(({ name, ...column }) => ({ ...column, column: name, window: start }));
  const counted = new Set(columns.map(({ name }) => name));
  // What is not counted live is no part of it: that is said beside, and the log judges it.
  const live: Basis = counts.rows === 0 ? basis : { ...basis, columns: basis.columns.filter(({ name }) => counted.has(name)) };
  const report = judgeCounts(live, settings.config, windows, new Map(), new Map());
  const roles = new Map<string, Role>(basis.columns.map(({ name, role }) => [name, role]));
  const { window, scores } = judgedWindow({ start, end }, report, { version, now, roleOf: (name) => roles.get(name) ?? 'input' });
  return { window, scores: readScores(writeScores(scores)) };
}

export type LiveStanding = Pick<LivePoint, 'at' | 'leftOut' | 'stoodSince' | 'isOver'>;

/** One column of it, or the furthest of all, as a point of the series. */
export function livePoint(
  monitor: KeptMonitor,
  basis: Basis,
  { counts, judged, standing }: { readonly counts: LiveCounts; readonly judged: KeptWindow; readonly standing: LiveStanding },
  { column, measure }: { readonly column: string | null; readonly measure: DriftMeasure | null },
): LivePoint {
  const { since, requests, rows, unread, lost } = counts;
  const own = counts.columns.find(({ name }) => name === column);
  const { start, end, value, low, high, verdict } = pointOf(judged, { monitor, basis, column, measure });
  const quantiles = { p50: own?.p50 ?? null, p95: own?.p95 ?? null };
  return { start, end, value, low, high, verdict, since, requests, rows, uncounted: unread + lost, ...quantiles, ...standing };
}
