import type { RunCondition, RunOrder } from '../../../shared/api/runs';
import { RUN_STATES, type RunState } from '../../../shared/models/run';
import type { AddressCodec } from '../../data/address';
import type { RunQuery } from '../../data/run-list';
import { readSort, sortText } from '../../ui/sort-text';
import type { TableSort } from '../../ui/table-column';
import { conditionsText, type KeyCondition, parseConditions } from './conditions';

/** What every run has; metrics and parameters are columns as well: `metric:loss`. */
export const OWN_COLUMNS = ['name', 'state', 'started', 'duration', 'entry', 'experiment', 'user', 'origin'] as const;
export type OwnColumn = (typeof OWN_COLUMNS)[number];
export type ColumnId = OwnColumn | `metric:${string}` | `param:${string}`;

/** All that the screen remembers, and all of it is in the address. */
export type ViewState = {
  readonly text: string;
  readonly states: readonly RunState[];
  readonly experiment: string | null;
  readonly conditions: readonly KeyCondition[];
  readonly deleted: boolean;
  readonly sort: TableSort;
  /** Null: those that most runs have. */
  readonly columns: readonly ColumnId[] | null;
  /** The form that starts a run is open: `new`, or the id of a run whose parameters it begins with. */
  readonly start: string | null;
};

const DEFAULT_SORT = { column: 'started', descending: true } as const satisfies TableSort;
const SORTED: readonly string[] = ['started', 'duration', 'name', 'state'];

export const isColumn = (id: string): id is ColumnId => OWN_COLUMNS.some((own) => own === id) || /^(metric|param):./.test(id);
export const isSorted = (id: string): id is ColumnId => SORTED.includes(id) || /^(metric|param):./.test(id);
/** The metric or parameter of a column. */
export const keyOf = (id: string): string => id.slice(id.indexOf(':') + 1);

const list = (text: string | undefined) => (text ? text.split(',').filter(Boolean) : []);
// Names of metrics may hold what parts the list.
const escape = (id: string) => id.replaceAll('%', '%25').replaceAll(',', '%2C');
const unescape = (id: string) => id.replaceAll('%2C', ',').replaceAll('%25', '%');

function readColumns(text: string | undefined): readonly ColumnId[] | null {
  if (!text) return null;
  const columns = [...new Set(list(text).map(unescape).filter(isColumn))];
  return columns.includes('name') ? columns : ['name', ...columns];
}

export const viewState: AddressCodec<ViewState> = {
  read: (search) => ({
    text: search['q'] ?? '',
    states: RUN_STATES.filter((state) => list(search['state']).includes(state)),
    experiment: search['experiment'] || null,
    conditions: parseConditions(search['if'] ?? '') ?? [],
    deleted: search['deleted'] === 'yes',
    sort: readSort(unescape(search['sort'] ?? ''), isSorted, DEFAULT_SORT),
    columns: readColumns(search['cols']),
    start: search['start'] || null,
  }),
  write: ({ text, states, experiment, conditions, deleted, sort, columns, start }) => ({
    q: text,
    state: states.join(','),
    experiment: experiment ?? '',
    if: conditionsText(conditions),
    deleted: deleted ? 'yes' : '',
    sort: sortText({ ...sort, column: escape(sort.column) }, DEFAULT_SORT),
    cols: columns === null ? '' : columns.map(escape).join(','),
    start: start ?? '',
  }),
};

/** Whether anything narrows the list. */
export const isNarrowed = ({ text, states, experiment, conditions, deleted }: ViewState): boolean =>
  text.trim() !== '' || states.length > 0 || experiment !== null || conditions.length > 0 || deleted;
export const NO_FILTER = { text: '', states: [], experiment: null, conditions: [], deleted: false } as const satisfies Partial<ViewState>;

const FIRST_METRICS = 4;
const FIRST_PARAMS = 4;
export type Keys = { readonly metrics: readonly { readonly key: string }[]; readonly params: readonly { readonly key: string }[] };

/** The columns that are shown: those that were chosen, else what every run has and what most have. */
export function shownColumns(chosen: readonly ColumnId[] | null, { metrics, params }: Keys): readonly ColumnId[] {
  if (chosen !== null) return chosen;
  return [
    'name',
    'state',
    'started',
    'duration',
    ...metrics.slice(0, FIRST_METRICS).map(({ key }) => `metric:${key}` as const),
    ...params.slice(0, FIRST_PARAMS).map(({ key }) => `param:${key}` as const),
  ];
}

function orderOf({ column, descending }: TableSort): RunOrder {
  if (column.startsWith('metric:')) return { by: 'metric', key: keyOf(column), descending };
  if (column.startsWith('param:')) return { by: 'param', key: keyOf(column), descending };
  const by = (['started', 'duration', 'name', 'state'] as const).find((each) => each === column) ?? 'started';
  return { by, key: null, descending };
}

/** What is asked of the engine. */
export function queryOf(state: ViewState, columns: readonly ColumnId[]): RunQuery {
  const text = state.text.trim();
  const conditions: RunCondition[] = [...state.conditions];
  if (state.states.length > 0) conditions.unshift({ on: 'state', states: [...state.states] });
  if (text !== '') conditions.unshift({ on: 'text', text });
  return {
    experiment: state.experiment,
    conditions,
    order: orderOf(state.sort),
    metrics: columns.filter((id) => id.startsWith('metric:')).map(keyOf),
    params: columns.filter((id) => id.startsWith('param:')).map(keyOf),
    deleted: state.deleted,
  };
}
