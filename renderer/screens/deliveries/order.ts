import { DELIVERY_STATES, type DeliveryState } from '../../../shared/models/delivery';
import type { DeliveryRow } from '../../data/delivery-row';
import { shownSplit } from '../../parts/delivery-progress';

export const COLUMNS = ['connection', 'namespace', 'name', 'engine', 'state', 'split', 'image', 'revision', 'replicas', 'since', 'age', 'freshness'] as const;
export type ColumnId = (typeof COLUMNS)[number];
export const isColumn = (id: string): id is ColumnId => COLUMNS.some((column) => column === id);
/** Every table keeps the column that names its rows. */
export const NAME_COLUMN: ColumnId = 'name';

export type Sort = { readonly column: ColumnId; readonly descending: boolean };
export type Compare = (left: DeliveryRow, right: DeliveryRow) => number;

/** Most in need of a person first. */
const URGENCY: readonly DeliveryState[] = [
  'degraded',
  'aborted',
  'rolling-back',
  'unknown',
  'paused',
  'promoting',
  'progressing',
  'starting',
  'pinned',
  'stable',
];
const urgency = Object.fromEntries(DELIVERY_STATES.map((state) => [state, URGENCY.indexOf(state)]));

/** By how people read: case and accents matter last, `v9` comes before `v10`. */
export function textComparer(locale: string): (left: string, right: string) => number {
  const collator = new Intl.Collator(locale, { numeric: true });
  return (left, right) => (left === right ? 0 : collator.compare(left, right));
}

const byNumber = (left: number, right: number) => left - right;
/** What is not known comes last when ascending. */
const orLast = (value: number | null) => value ?? Number.POSITIVE_INFINITY;
/** Infinity minus infinity is not a number. */
const byMaybe = (left: number | null, right: number | null) => (left === right ? 0 : byNumber(orLast(left), orLast(right)));

const readiness = ({ replicas: { ready, desired } }: DeliveryRow) => (desired === 0 ? 1 : ready / desired);
const newestFirst = (left: number | null, right: number | null) => byMaybe(left === null ? null : -left, right === null ? null : -right);

/**
 * The order of rows: total, so that a row can be found again by bisection.
 * @param names what people call the connections, by id.
 * @param rank how fresh a connection is, for the freshness column; smaller is staler.
 */
export function comparer(sort: Sort, names: ReadonlyMap<string, string>, rank: (connection: string) => number, locale: string): Compare {
  const text = textComparer(locale);
  const byConnection: Compare = (a, b) =>
    a.connection === b.connection ? 0 : text(names.get(a.connection) ?? a.connection, names.get(b.connection) ?? b.connection);
  const columns: Record<ColumnId, Compare> = {
    connection: byConnection,
    namespace: (a, b) => text(a.namespace, b.namespace),
    name: (a, b) => text(a.name, b.name),
    engine: (a, b) => text(a.engine, b.engine) || text(a.strategy ?? '', b.strategy ?? ''),
    state: (a, b) => (urgency[a.state] ?? 0) - (urgency[b.state] ?? 0),
    split: (a, b) => byMaybe(shownSplit(a)?.percent ?? null, shownSplit(b)?.percent ?? null),
    image: (a, b) => text(a.images[0] ?? '', b.images[0] ?? ''),
    revision: (a, b) => byMaybe(a.revision, b.revision),
    replicas: (a, b) => readiness(a) - readiness(b) || a.replicas.desired - b.replicas.desired,
    since: (a, b) => newestFirst(a.since, b.since),
    age: (a, b) => newestFirst(a.createdAt, b.createdAt),
    freshness: (a, b) => rank(a.connection) - rank(b.connection),
  };
  const first = columns[sort.column];
  const sign = sort.descending ? -1 : 1;
  return (a, b) =>
    sign * first(a, b) ||
    text(a.name, b.name) ||
    text(a.namespace, b.namespace) ||
    byConnection(a, b) ||
    (a.connection < b.connection ? -1 : a.connection > b.connection ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
