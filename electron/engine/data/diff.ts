import type { z } from 'zod';
import type { ColumnProfile, DatasetDiff } from '../../../shared/models/dataset';
import { kindOf } from '../../backend/tables/column-kind';
import { sideBySide, totalVariation } from './histogram';

type Column = z.infer<typeof ColumnProfile>;
type Diff = z.infer<typeof DatasetDiff>;
type Compared = Pick<Diff['columns'][number], 'bins' | 'totalVariation'>;
type Side = { readonly id: string; readonly rows: number; readonly columns: readonly Column[] };

/** More bars than that tell nobody anything: the rest is one. */
const BARS_MAX = 30;
const REST = '…';

/** What differs between two versions: columns, counts, and how far the values of each column moved. */
export function diffVersions(from: Side, to: Side): Diff {
  const before = new Map(from.columns.map((column) => [column.name, column]));
  const after = new Map(to.columns.map((column) => [column.name, column]));
  const both = to.columns.flatMap((column) => {
    const old = before.get(column.name);
    return old ? [{ name: column.name, before: old, after: column }] : [];
  });
  const named = ({ name, type }: Column) => ({ name, type });
  return {
    from: from.id,
    to: to.id,
    rows: [from.rows, to.rows],
    added: to.columns.filter(({ name }) => !before.has(name)).map(named),
    removed: from.columns.filter(({ name }) => !after.has(name)).map(named),
    retyped: both.filter((each) => each.before.type !== each.after.type).map((each) => ({ name: each.name, from: each.before.type, to: each.after.type })),
    columns: both.map((each) => ({ ...each, ...compare(each.before, each.after) })),
  };
}

function compare(before: Column, after: Column): Compared {
  if (before.histogram && after.histogram && kindOf(before.type) !== 'time' && kindOf(after.type) !== 'time') return compareBins(before, after, String);
  if (before.histogram && after.histogram) return compareBins(before, after, (at) => new Date(at).toISOString().replace(/T00:00:00\.000Z$|\.000Z$/, ''));
  return compareValues(before, after);
}

function compareBins(before: Column, after: Column, edge: (at: number) => string): Compared {
  const bins = before.histogram && after.histogram && sideBySide(before.histogram, after.histogram);
  if (!bins) return { bins: [], totalVariation: null };
  return {
    bins: bins.before.map((share, at) => ({
      label: `${edge(bins.edges[at] ?? 0)} – ${edge(bins.edges[at + 1] ?? 0)}`,
      before: share,
      after: bins.after[at] ?? 0,
    })),
    totalVariation: totalVariation(bins.before, bins.after),
  };
}

/** Texts compare in full where both sides list all of their values; else only those are shown that both list. */
function compareValues(before: Column, after: Column): Compared {
  const [old, young] = [sharesOf(before), sharesOf(after)];
  const isWhole = isListed(before) && isListed(after);
  const labels = [...new Set([...old.keys(), ...young.keys()])].filter((label) => isWhole || (old.has(label) && young.has(label)));
  const bars = labels.map((label) => ({ label, before: old.get(label) ?? 0, after: young.get(label) ?? 0 }));
  const sorted = bars.toSorted((a, b) => Math.max(b.before, b.after) - Math.max(a.before, a.after));
  const [shown, rest] = [sorted.slice(0, BARS_MAX), sorted.slice(BARS_MAX)];
  const sum = (side: 'before' | 'after') => rest.reduce((total, bar) => total + bar[side], 0);
  return {
    bins: rest.length > 0 ? [...shown, { label: REST, before: sum('before'), after: sum('after') }] : shown,
    totalVariation: isWhole
      ? totalVariation(
          bars.map((bar) => bar.before),
          bars.map((bar) => bar.after),
        )
      : null,
  };
}

const isListed = ({ top, distinct, distinctExact }: Column): boolean => distinctExact && top.length === distinct && distinct > 0;

function sharesOf({ top }: Column): Map<string, number> {
  const total = top.reduce((sum, { rows }) => sum + rows, 0);
  return new Map(top.map(({ value, rows }) => [String(value), total === 0 ? 0 : rows / total]));
}
