import type { ArmBucket, ServiceRow } from '../../../shared/models/service';
import type { DeliveryRow } from '../../data/delivery-row';
import { type Counts, countsOf, slowest } from '../../parts/arm-figures';
import type { TableSort } from '../../ui/table-column';

/** A service as a row: itself, how its delivery stands, and what it answered in the last minute. */
export type Row = {
  readonly name: string;
  readonly service: ServiceRow;
  /** Told by another way, a moment later. */
  readonly delivery: DeliveryRow | undefined;
  readonly counts: Counts | undefined;
  readonly p95: number | null;
};

export const SORTS = ['name', 'state', 'rate', 'errors', 'p95', 'since'] as const;
type Sort = (typeof SORTS)[number];
export const isSort = (column: string): column is Sort => (SORTS as readonly string[]).includes(column);

export type Sources = {
  readonly services: readonly ServiceRow[];
  readonly deliveries: ReadonlyMap<string, DeliveryRow>;
  readonly figures: ReadonlyMap<string, readonly ArmBucket[]>;
};

/** The rows that answer to a text, in their order. What cannot be told comes last. */
export function serviceRows({ services, deliveries, figures }: Sources, { text, sort }: { readonly text: string; readonly sort: TableSort }): readonly Row[] {
  const asked = text.trim().toLowerCase();
  const rows = services
    .filter(({ name, model }) => `${name} ${model}`.toLowerCase().includes(asked))
    .map((service): Row => {
      const arms = figures.get(service.name);
      return { name: service.name, service, delivery: deliveries.get(service.name), counts: arms && countsOf(arms), p95: arms ? slowest(arms) : null };
    });
  const compare = COMPARE[isSort(sort.column) ? sort.column : 'name'];
  return rows.toSorted((one, other) => (sort.descending ? -1 : 1) * compare(one, other) || byName(one, other));
}

const byName = (one: Row, other: Row) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0);
const by = (of: (row: Row) => number) => (one: Row, other: Row) => of(one) - of(other);
/** The more it calls for a look, the earlier. */
const CARE: readonly ServiceRow['release']['state'][] = ['degraded', 'aborted', 'paused', 'starting', 'progressing', 'promoting', 'stable'];
const COMPARE: Readonly<Record<Sort, (one: Row, other: Row) => number>> = {
  name: byName,
  state: by(({ service }) => CARE.indexOf(service.release.state)),
  rate: by(({ counts }) => counts?.requests ?? -1),
  errors: by(({ counts }) => counts?.errors ?? -1),
  p95: by(({ p95 }) => p95 ?? -1),
  since: by(({ service }) => service.release.since),
};
