import { monitorOfEntity } from '../../../shared/models/entity-ids';
import type { MonitorEntity } from '../../../shared/models/drift-monitor';
import type { TableSort } from '../../ui/table-column';

/** `id` is the monitor's own. */
export type MonitorRow = { readonly id: string; readonly monitor: MonitorEntity };
export const SORTS = ['name', 'state', 'since', 'looked'] as const;
type Sort = (typeof SORTS)[number];
export const isSort = (column: string): column is Sort => (SORTS as readonly string[]).includes(column);

/** The more it calls for a look, the earlier. */
export function careOf({ verdict, failure }: MonitorEntity): number {
  if (verdict === 'drifted') return 0;
  if (failure) return 1;
  if (verdict === 'insufficient') return 2;
  return verdict === null ? 3 : 4;
}

/** Those that answer to a text, in their order. */
export function monitorRows(monitors: readonly MonitorEntity[], { text, sort }: { readonly text: string; readonly sort: TableSort }): readonly MonitorRow[] {
  const asked = text.trim().toLowerCase();
  const rows = monitors
    .filter(({ name, drift, of }) => `${name} ${drift?.worst.column ?? ''} ${of?.id ?? ''}`.toLowerCase().includes(asked))
    .map((monitor): MonitorRow => ({ id: monitorOfEntity(monitor.id) ?? monitor.id, monitor }));
  const compare = COMPARE[isSort(sort.column) ? sort.column : 'state'];
  return rows.toSorted((one, other) => (sort.descending ? -1 : 1) * compare(one.monitor, other.monitor) || byName(one.monitor, other.monitor));
}

const byName = (one: MonitorEntity, other: MonitorEntity) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0);
const by = (of: (monitor: MonitorEntity) => number) => (one: MonitorEntity, other: MonitorEntity) => of(one) - of(other);
const COMPARE: Readonly<Record<Sort, (one: MonitorEntity, other: MonitorEntity) => number>> = {
  name: byName,
  state: by(careOf),
  since: by(({ drift }) => drift?.first ?? Number.MAX_SAFE_INTEGER),
  looked: by(({ lastRunAt }) => lastRunAt ?? 0),
};
