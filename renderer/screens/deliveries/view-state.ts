import type { EntityKey } from '../../../shared/models/entity';
import type { AddressCodec, Search } from '../../data/address';
import { DELIVERY_STATES } from '../../../shared/models/delivery';
import { readSort, sortText } from '../../ui/sort-text';
import { type ColumnId, COLUMNS, isColumn, NAME_COLUMN, type Sort } from './order';
import { type Grouping, GROUPINGS } from './rows';

/** All that the screen remembers, and all of it is in the address. */
export type ViewState = {
  readonly text: string;
  readonly states: readonly string[];
  /** Connections looked at; empty: all. Shared with the other screens, as `on`. */
  readonly connections: readonly string[];
  readonly sort: Sort;
  readonly group: Grouping;
  readonly columns: readonly ColumnId[];
  /** The delivery whose panel is open. */
  readonly open: Pick<EntityKey, 'connection' | 'id'> | null;
};

export const DEFAULT_COLUMNS: readonly ColumnId[] = ['name', 'namespace', 'connection', 'engine', 'state', 'split', 'image', 'revision', 'replicas', 'since'];
const DEFAULT_SORT: Sort = { column: 'name', descending: false };
const list = (text: string | undefined) => (text ? text.split(',').filter(Boolean) : []);

/** `<connection>/<id>`; a connection's id has no slash. */
export const formatOpen = ({ connection, id }: Pick<EntityKey, 'connection' | 'id'>): string => `${connection}/${id}`;
function parseOpen(text: string | undefined): ViewState['open'] {
  const slash = text?.indexOf('/') ?? -1;
  if (!text || slash < 1 || slash === text.length - 1) return null;
  return { connection: text.slice(0, slash), id: text.slice(slash + 1) };
}

function readColumns(text: string | undefined): readonly ColumnId[] {
  const columns = [...new Set(list(text).filter(isColumn))];
  if (columns.length === 0) return DEFAULT_COLUMNS;
  return columns.includes(NAME_COLUMN) ? columns : [NAME_COLUMN, ...columns];
}

export const viewState: AddressCodec<ViewState> = {
  read: (search: Search) => ({
    text: search['q'] ?? '',
    states: list(search['state']).filter((state) => DELIVERY_STATES.some((known) => known === state)),
    connections: list(search['on']),
    sort: readSort(search['sort'], isColumn, DEFAULT_SORT),
    group: GROUPINGS.find((group) => group === search['group']) ?? 'none',
    columns: readColumns(search['cols']),
    open: parseOpen(search['open']),
  }),
  write: ({ text, states, connections, sort, group, columns, open }) => ({
    q: text,
    state: states.join(','),
    on: connections.join(','),
    sort: sortText(sort, DEFAULT_SORT),
    group: group === 'none' ? '' : group,
    cols: columns.join() === DEFAULT_COLUMNS.join() ? '' : columns.join(','),
    open: open ? formatOpen(open) : '',
  }),
};

/** Every column, those that are shown first and in their order: what the chooser lists. */
export const allColumns = (shown: readonly ColumnId[]): readonly ColumnId[] => [...shown, ...COLUMNS.filter((column) => !shown.includes(column))];
