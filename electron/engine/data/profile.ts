import { z } from 'zod';
import type { ColumnProfile } from '../../../shared/models/dataset';
import type { DuckJob } from '../../backend/tables/duck';
import { numberOf, type ColumnKind } from '../../backend/tables/column-kind';
import { cut, numberOrText, type Scalar } from './cells';
import { chooseEdges, doubleBefore } from './histogram';
import { doubleLiteral, listLiteral, literal } from '../../backend/tables/sql';
import type { Column, Table } from '../../backend/tables/table';

export const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;
/** Below it all is counted exactly: it takes a moment. */
const EXACT_ROWS = 200_000;
/** Columns with fewer values than that have all of them counted. */
const ENUMERATED_MAX = 100;
const TOP = 12;
/** Rows whose values are tried as the most frequent ones; how often these occur is then counted in all rows. */
const SAMPLE_ROWS = 100_000;
/** In one statement: more would make it hard to stop, and hold the state of every column at once. */
const COLUMNS_AT_ONCE = 64;

export type Profile = { readonly rows: number; readonly columns: readonly ColumnProfile[] };

/**
 * What a table holds, column by column, in two passes: the first counts, bounds and estimates; the second counts into bins, whose
 * edges the first found, and the values that the first found to be frequent.
 */
export async function profileTable(job: DuckJob, table: Table, { rowsHint, heard }: { rowsHint: number; heard: (part: number) => void }): Promise<Profile> {
  const columns: ColumnProfile[] = [];
  let rows = 0;
  const isExact = rowsHint <= EXACT_ROWS;
  const share = Math.min(1, SAMPLE_ROWS / Math.max(1, rowsHint));
  for (let at = 0; at < Math.max(1, table.columns.length); at += COLUMNS_AT_ONCE) {
    const group = table.columns.slice(at, at + COLUMNS_AT_ONCE).map((column, offset): Part => ({ ...column, id: `c${at + offset}` }));
    heard(at / Math.max(1, table.columns.length));
    const first = await firstPass(job, table, group, { isExact, share });
    rows = first.rows;
    columns.push(...(await secondPass(job, table, first.columns, rows)));
  }
  return { rows, columns };
}

type Part = Column & { readonly id: string };
type First = Part & {
  readonly nulls: number;
  readonly distinct: number;
  readonly isExact: boolean;
  readonly bounds: readonly [Scalar | null, Scalar | null];
  readonly span: readonly [number, number] | null;
  readonly mean: number | null;
  readonly deviation: number | null;
  readonly quantiles: readonly (number | null)[];
  readonly notFinite: number;
  /** As text. */
  readonly candidates: readonly string[];
};

const isScalar = (kind: ColumnKind) => kind !== 'other';
const SAMPLE = 's';

async function firstPass(
  job: DuckJob,
  table: Table,
  group: readonly Part[],
  mode: { isExact: boolean; share: number },
): Promise<{ rows: number; columns: First[] }> {
  const ask = (withDeviation: boolean) => {
    const asked = group.flatMap((column) => firstAggregates(column, { ...mode, withDeviation }));
    return job.json(`SELECT ${['count(*)', ...asked].join(', ')} FROM ${table.from({ [SAMPLE]: 'random()' })}`);
  };
  let answer: unknown[][];
  try {
    answer = await ask(true);
  } catch (error) {
    // Squares of values near the end of what a double holds are beyond it.
    if (!(error instanceof Error && error.message.includes('out of range'))) throw error;
    answer = await ask(false);
  }
  const [rows, ...cells] = answer[0] ?? [];
  const total = Number(rows);
  return { rows: total, columns: group.map((column, at) => readFirst(column, cells.slice(at * PER_COLUMN, (at + 1) * PER_COLUMN), total, mode.isExact)) };
}

const PER_COLUMN = 10;

function firstAggregates({ id, kind }: Part, { isExact, share, withDeviation }: { isExact: boolean; share: number; withDeviation: boolean }): string[] {
  const x = numberOf(id, kind);
  const text = (expression: string) => (isScalar(kind) ? `(${expression})::VARCHAR` : 'NULL');
  const number = (expression: (x: string) => string) => (x === null ? 'NULL' : expression(x));
  const measure = (expression: (x: string) => string) => (kind === 'time' ? 'NULL' : number(expression));
  const asked = listLiteral(QUANTILES.map(String));
  return [
    `count(${id})`,
    isExact && isScalar(kind) ? `count(DISTINCT ${id})` : `approx_count_distinct(${id})`,
    text(kind === 'float' ? `min(${x})` : `min(${id})`),
    text(kind === 'float' ? `max(${x})` : `max(${id})`),
    number((value) => `[min(${value}), max(${value})]`),
    measure((value) => `avg(${value})`),
    withDeviation ? measure((value) => `stddev_samp(${value})`) : 'NULL',
    number((value) => (isExact ? `quantile_cont(${value}, ${asked})` : `approx_quantile(${value}, ${asked})`)),
    number((value) => `count(${value})`),
    isScalar(kind) ? `approx_top_k(${id}, ${TOP})${share < 1 ? ` FILTER (${SAMPLE} < ${share})` : ''}::VARCHAR[]` : 'NULL',
  ];
}

const count = z.coerce.number().pipe(z.number().int().nonnegative());
/** DuckDB writes what JSON has not as text. */
const finite = z.unknown().transform((value) => (typeof value === 'number' && Number.isFinite(value) ? value : null));
const FirstCells = z.tuple([
  count,
  count,
  z.string().nullable(),
  z.string().nullable(),
  z.tuple([finite, finite]).nullable(),
  finite,
  finite,
  z.array(finite).nullable(),
  count.nullable(),
  z.array(z.string().nullable()).nullable(),
]);

function readFirst(column: Part, cells: readonly unknown[], rows: number, exact: boolean): First {
  const [present, distinct, min, max, span, mean, deviation, quantiles, finiteRows, candidates] = FirstCells.parse(cells);
  const bound = (text: string | null) => (text === null ? null : boundOf(text, column.kind));
  const [low = null, high = null] = span ?? [];
  return {
    ...column,
    nulls: rows - present,
    distinct: Math.min(distinct, present),
    isExact: exact && isScalar(column.kind),
    bounds: [bound(min), bound(max)],
    span: low === null || high === null ? null : [low, high],
    mean,
    deviation,
    quantiles: quantiles ?? [],
    notFinite: finiteRows === null ? 0 : present - finiteRows,
    candidates: (candidates ?? []).filter((value) => value !== null),
  };
}

const boundOf = (text: string, kind: ColumnKind): Scalar => {
  if (kind === 'boolean') return text === 'true';
  return kind === 'integer' || kind === 'float' || kind === 'decimal' ? numberOrText(text) : cut(text);
};

async function secondPass(job: DuckJob, table: Table, group: readonly First[], rows: number): Promise<ColumnProfile[]> {
  const asked = group.map((column) => ({ column, edges: edgesOf(column), top: topOf(column) }));
  const expressions = asked.flatMap(({ column, edges, top }) => [top ?? 'NULL', edges ? binned(column, edges) : 'NULL']);
  const isNeeded = rows > 0 && expressions.some((expression) => expression !== 'NULL');
  const [cells = []] = isNeeded ? await job.json(`SELECT ${expressions.join(', ')} FROM ${table.from()}`) : [];
  return asked.map(({ column, edges }, at) => finish(column, edges, counted(cells[at * 2]), counted(cells[at * 2 + 1])));
}

const isEnumerated = ({ distinct }: First) => distinct <= ENUMERATED_MAX;

/** Before texts: DuckDB counts what is none of the values under the empty text, which may be a value too. */
const MARK = `'='`;

function topOf(column: First): string | null {
  if (!isScalar(column.kind)) return null;
  if (isEnumerated(column)) return `histogram(${column.id}::VARCHAR)`;
  if (column.candidates.length === 0) return null;
  const values = column.candidates.filter((value) => !value.includes('\0'));
  if (column.kind !== 'text') return `histogram_exact(${column.id}, ${listLiteral(values.map(literal))}::${column.type}[])`;
  return `histogram_exact(${MARK} || ${column.id}::VARCHAR, ${listLiteral(values.map((value) => `${MARK} || ${literal(value)}`))})`;
}

function edgesOf({ span, quantiles }: First): number[] | null {
  if (!span) return null;
  const [low, high] = [quantiles[0] ?? null, quantiles.at(-1) ?? null];
  return chooseEdges(...span, low === null || high === null ? null : [low, high]);
}

const binned = ({ id, kind }: First, edges: readonly number[]): string =>
  `histogram(${numberOf(id, kind)}, ${listLiteral(edges.slice(1).map((edge) => doubleLiteral(doubleBefore(edge))))})`;

const Counted = z.array(z.object({ key: z.unknown(), value: count }));
const counted = (cell: unknown): { key: unknown; rows: number }[] =>
  cell === null || cell === undefined ? [] : Counted.parse(cell).map(({ key, value }) => ({ key, rows: value }));

function finish(
  column: First,
  edges: readonly number[] | null,
  top: readonly { key: unknown; rows: number }[],
  bins: readonly { rows: number }[],
): ColumnProfile {
  const { name, type, kind, nulls, bounds, mean, deviation, quantiles, notFinite } = column;
  const enumerated = isScalar(kind) && isEnumerated(column);
  const values = enumerated ? top : asCandidates(top, column);
  const isExact = enumerated || column.isExact;
  const estimated = [!isExact && 'distinct', !column.isExact && quantiles.length > 0 && 'quantiles', !enumerated && values.length > 0 && 'top'] as const;
  return {
    name,
    type,
    nulls,
    distinct: enumerated ? top.length : column.distinct,
    distinctExact: isExact,
    min: bounds[0],
    max: bounds[1],
    mean,
    deviation,
    quantiles: [...quantiles],
    top: values
      .toSorted((a, b) => b.rows - a.rows)
      .slice(0, enumerated ? ENUMERATED_MAX : TOP)
      .map(({ key, rows }) => ({ value: boundOf(String(key), kind), rows })),
    histogram: edges && { edges: [...edges], rows: edges.slice(1).map((_, at) => bins[at]?.rows ?? 0) },
    notFinite,
    estimated: estimated.filter((what) => what !== false),
  };
}

/** Those that were asked for and occur more than once; all others DuckDB counts under the greatest key of the type. */
function asCandidates(top: readonly { key: unknown; rows: number }[], { kind, candidates }: First): { key: unknown; rows: number }[] {
  if (kind === 'text') return top.filter(({ key, rows }) => rows > 1 && key !== '').map(({ key, rows }) => ({ key: String(key).slice(1), rows }));
  const isOne = (key: unknown) => candidates.some((value) => value === String(key) || (kind !== 'integer' && Number(value) === Number(key)));
  return top.filter(({ key, rows }) => rows > 1 && isOne(key));
}
