import { DEFAULT_THRESHOLDS, type DriftMeasure } from '../../../../shared/models/drift-config';
import type { SeriesPoint } from '../../../../shared/models/drift-monitor';
import type { Basis } from './basis';
import type { KeptMonitor } from './monitor-store';
import type { KeptWindow } from './window-scores';

export type PointOf = {
  readonly monitor: Pick<KeptMonitor, 'settings'>;
  readonly basis: Basis | null;
  /** Null: the highest ratio of all. */
  readonly column: string | null;
  /** Null: the one that decides. */
  readonly measure: DriftMeasure | null;
};

/** A window as a point of a column's series. */
export function pointOf({ window, scores }: KeptWindow, { monitor, basis, column, measure }: PointOf): SeriesPoint {
  const { start, end, rows } = window;
  const known = { start, end, rows, low: null, high: null };
  if (column === null) return { ...known, value: highest(scores.ratios), verdict: window.verdict };
  const [decides] = thresholdOf(monitor, basis, column, measure);
  const at = scores.names.indexOf(column);
  const value = decides === null || at < 0 ? null : scores.value(decides, at);
  const bracket = decides === 'ks' && value !== null ? fullest(basis, column) : null;
  return {
    ...known,
    value,
    low: bracket === null ? null : value,
    high: bracket === null || value === null ? null : Math.min(1, value + bracket),
    verdict: at < 0 ? null : scores.verdict(at),
  };
}

/** The measure that decides for a column, and its threshold; another has that of custom. */
export function thresholdOf(
  { settings }: Pick<KeptMonitor, 'settings'>,
  basis: Basis | null,
  column: string,
  asked: DriftMeasure | null,
): [DriftMeasure | null, number | null] {
  const own = settings.config.of[column] ?? {};
  const frozen = basis?.bins.columns.find(({ name }) => name === column);
  const decides = own.measure ?? (frozen ? (frozen.bins.kind === 'edges' ? 'ks' : 'js') : null);
  const measure = asked ?? decides;
  if (measure === null) return [null, null];
  return [measure, measure === decides && own.threshold !== undefined ? own.threshold : DEFAULT_THRESHOLDS[measure]];
}

/** How much larger the distance of the values may be than that of their counts. */
function fullest(basis: Basis | null, column: string): number | null {
  const frozen = basis?.bins.columns.find(({ name }) => name === column);
  if (frozen?.bins.kind !== 'edges') return null;
  const total = frozen.reference.counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? null : Math.max(...frozen.reference.counts) / total;
}

const highest = (ratios: readonly (number | null)[]): number | null => {
  const known = ratios.filter((ratio) => ratio !== null);
  return known.length === 0 ? null : Math.max(...known);
};
