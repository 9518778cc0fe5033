import { hash } from 'node:crypto';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { DriftConfig } from '../../../../shared/models/drift-config';
import type { MonitorWindowSize } from '../../../../shared/models/drift-monitor';
import type { DriftReason, DriftReport } from '../../../../shared/models/drift-report';
import type { WindowCounts } from '../counts/counts-file';
import type { CountedPart, CountsStore } from '../counts/counts-store';
import { measureCounts } from '../counts/measure-counts';
import { judgeReport } from '../judge/judge-report';
import { type MeasuredColumn, unmeasured } from '../judge/measured-column';
import { configDigest } from '../judge-drift';
import { type Basis, configFor } from './basis';
import { type WindowTimes, windowOf } from '../../../../shared/lib/window-times';

type Heard = { readonly signal: AbortSignalLike; readonly temporary: string };

/** Every window that has rows, judged by its counts, the oldest first. @throws AppError */
export async function judgeWindows(
  { basis, counts }: { readonly basis: Basis; readonly counts: CountsStore },
  config: DriftConfig,
  size: MonitorWindowSize,
  heard: Heard,
): Promise<{ readonly times: WindowTimes; readonly report: DriftReport }[]> {
  const found = await counts.windows({ by: size }, heard);
  const windows = new Map<number, WindowCounts[]>();
  for (const one of found) {
    const columns = windows.get(one.window);
    if (columns) columns.push(one);
    else windows.set(one.window, [one]);
  }
  const parts = counts.parts(); // read from the disk each time
  const faults = faultsOf(parts);
  return [...windows]
    .toSorted(([a], [b]) => a - b)
    .map(([start, columns]) => ({ times: windowOf(start, size), report: judgeCounts(basis, config, columns, faults, parts) }));
}

/** All rows from one moment to before another, as one. @throws AppError */
export async function judgeSpan(
  { basis, counts }: { readonly basis: Basis; readonly counts: CountsStore },
  config: DriftConfig,
  { from, to }: { readonly from: number; readonly to: number },
  heard: Heard,
): Promise<DriftReport> {
  const found = await counts.windows({ by: 'all', from, to }, heard);
  const parts = counts.parts();
  return judgeCounts(basis, config, found, faultsOf(parts), parts);
}

type Faults = ReadonlyMap<string, DriftReason>;
export function faultsOf(parts: ReadonlyMap<string, CountedPart>): Faults {
  const faults = new Map<string, DriftReason>();
  for (const { faults: own } of parts.values()) for (const { column, reason } of own) if (!faults.has(column)) faults.set(column, reason);
  return faults;
}

/** Pure: one set of rows, by what its columns came to in the bins of the basis. */
export function judgeCounts(
  basis: Basis,
  config: DriftConfig,
  windows: readonly WindowCounts[],
  faults: Faults,
  parts: ReadonlyMap<string, CountedPart>,
): DriftReport {
  const rows = Math.max(0, ...windows.map(rowsOf));
  const of = new Map(windows.map((window) => [window.column, window]));
  const columns = basis.columns.map(({ name }): MeasuredColumn => {
    const frozen = basis.bins.columns.find((column) => column.name === name);
    const fault = basis.faults.find(({ column }) => column === name)?.reason;
    const none = { name, column: name, window: 0, nulls: 0, notFinite: 0, counts: [], min: null, max: null };
    if (!frozen)
      return unmeasured({
        name,
        type: null,
        rows: { reference: basis.reference.rows, current: rows },
        fault: fault ?? { id: 'column-absent', values: { side: 'reference' } },
      });
    const own = of.get(name) ?? none;
    const measured = withOthers(measureCounts(frozen, own), config.otherBelow);
    // Rows in which it could not be counted, of a file that lacks it or has another type: what the others say of it is not the whole.
    const isPart = rowsOf(own) < rows;
    return isPart ? { ...measured, fault: faults.get(name) ?? { id: 'column-absent', values: { side: 'current' } } } : measured;
  });
  const own = configFor(config, basis.columns);
  const files = [...parts.keys()].toSorted();
  const digest = hash('sha256', JSON.stringify(files.map((key) => [key, parts.get(key)?.stamp])));
  const current = { name: basis.source, digest, rows, files };
  return judgeReport({ reference: basis.reference, current, config: own, configDigest: configDigest(own), columns });
}

/** Categories that are rare in the reference as one, with those that it does not have. */
function withOthers(measured: MeasuredColumn, otherBelow: number): MeasuredColumn {
  const { bins, counts, rows, missing } = measured;
  if (bins?.kind !== 'categories' || otherBelow === 0) return measured;
  const least = otherBelow * (rows.reference - missing.reference);
  const named = bins.values.flatMap((_, bin) => ((counts.reference[bin] ?? 0) >= least ? [bin] : []));
  const joined = (side: readonly number[]) => {
    const kept = named.map((bin) => side[bin] ?? 0);
    return [...kept, side.reduce((sum, count) => sum + count, 0) - kept.reduce((sum, count) => sum + count, 0)];
  };
  const all = { reference: joined(counts.reference), current: joined(counts.current) };
  const other = (all.reference.at(-1) ?? 0) + (all.current.at(-1) ?? 0) > 0;
  const kept = (side: readonly number[]) => (other ? side : side.slice(0, -1));
  const values = named.map((bin) => bins.values[bin] ?? '');
  return { ...measured, bins: { kind: 'categories', values, other }, counts: { reference: kept(all.reference), current: kept(all.current) } };
}

export const rowsOf = ({ counts, nulls, notFinite }: Pick<WindowCounts, 'counts' | 'nulls' | 'notFinite'>): number =>
  counts.reduce((sum, count) => sum + count, nulls + notFinite);
