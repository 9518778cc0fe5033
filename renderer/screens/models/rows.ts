import type { ModelRow } from '../../../shared/models/model';
import type { TableSort } from '../../ui/table-column';

const SORTS = ['name', 'latest', 'versions', 'integrity', 'updated'] as const;
type Sort = (typeof SORTS)[number];
export const isSort = (column: string): column is Sort => SORTS.some((each) => each === column);

/** What is wrong comes first, then what nobody looked at. */
const INTEGRITY: readonly ModelRow['integrity'][] = ['tampered', 'missing', 'unchecked', 'whole'];
const names = new Intl.Collator(undefined, { numeric: true });

const COMPARE: Readonly<Record<Sort, (one: ModelRow, other: ModelRow) => number>> = {
  name: (one, other) => names.compare(one.name, other.name),
  latest: (one, other) => (one.latest ?? 0) - (other.latest ?? 0),
  versions: (one, other) => one.versions - other.versions,
  integrity: (one, other) => INTEGRITY.indexOf(one.integrity) - INTEGRITY.indexOf(other.integrity),
  updated: (one, other) => one.updatedAt - other.updatedAt,
};

/** The models that match, in their order. The text may be of a name, a description or an alias. */
export function modelRows(all: readonly ModelRow[], { text, sort }: { readonly text: string; readonly sort: TableSort }): readonly ModelRow[] {
  const terms = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ name, description, aliases }) => {
    const words = `${name} ${description} ${aliases.map(({ alias }) => alias).join(' ')}`.toLowerCase();
    return terms.every((term) => words.includes(term));
  });
  const compare = COMPARE[isSort(sort.column) ? sort.column : 'updated'];
  return found.toSorted((one, other) => (sort.descending ? -1 : 1) * compare(one, other) || names.compare(one.name, other.name));
}
