import { DATASET_STATES, type DatasetRow } from '../../../shared/models/dataset';
import type { z } from 'zod';
import type { TableSort } from '../../ui/table-column';

export type Row = z.infer<typeof DatasetRow>;
const SORTS = ['name', 'state', 'rows', 'size', 'versions', 'at', 'owner'] as const;
type Sort = (typeof SORTS)[number];
export const isSort = (column: string): column is Sort => SORTS.some((each) => each === column);

/** What blocks training comes first. */
const URGENCY: readonly Row['state'][] = ['tampered', 'failed', 'quarantined', 'profiling', 'ready'];
const names = new Intl.Collator(undefined, { numeric: true });
const COMPARE: Readonly<Record<Sort, (one: Row, other: Row) => number>> = {
  name: (one, other) => names.compare(one.name, other.name),
  state: (one, other) => URGENCY.indexOf(one.state) - URGENCY.indexOf(other.state),
  rows: (one, other) => (one.rows ?? -1) - (other.rows ?? -1),
  size: (one, other) => (one.bytes ?? -1) - (other.bytes ?? -1),
  versions: (one, other) => one.versions - other.versions,
  at: (one, other) => (one.at ?? 0) - (other.at ?? 0),
  owner: (one, other) => names.compare(one.labels.owner, other.labels.owner),
};

export type Narrowing = { readonly text: string; readonly states: readonly Row['state'][]; readonly sort: TableSort };
export const readStates = (text: string | undefined): readonly Row['state'][] => DATASET_STATES.filter((state) => text?.split(',').includes(state));

/** The datasets that match, in their order. */
export function dataRows(all: readonly Row[], { text, states, sort }: Narrowing): readonly Row[] {
  const terms = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ name, state, source, labels }) => {
    if (states.length > 0 && !states.includes(state)) return false;
    const words = [name, source.path, labels.owner, labels.sensitivity, labels.region, labels.description].join(' ').toLowerCase();
    return terms.every((term) => words.includes(term));
  });
  const compare = COMPARE[isSort(sort.column) ? sort.column : 'name'];
  return found.toSorted((one, other) => (sort.descending ? -1 : 1) * compare(one, other) || names.compare(one.name, other.name));
}
