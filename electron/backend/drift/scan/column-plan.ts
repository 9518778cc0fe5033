import type { ColumnConfig, ColumnType, DriftConfig } from '../../../../shared/models/drift-config';
import type { DriftReason } from '../../../../shared/models/drift-report';
import type { SideColumn, SideTable } from './side-table';
import { wordOf } from './side-table';

/** What to read of a column, and as what. `numbers` come as doubles; `integers` as whole numbers of 64 bits, which a double may not hold. */
export type Reading = 'numbers' | 'integers' | 'categories';
export type ColumnPlan = {
  readonly name: string;
  readonly type: ColumnType;
  readonly reading: Reading;
  readonly config: ColumnConfig;
  /** Expressions over each side's columns. */
  readonly reference: string;
  readonly current: string;
};
export type Unplanned = { readonly name: string; readonly type: ColumnType | null; readonly fault: DriftReason };

/** Every column to judge, in the order of the report: a plan of what to read, or why there is none. */
export function planColumns(config: DriftConfig, reference: SideTable, current: SideTable): (ColumnPlan | Unplanned)[] {
  const names = config.columns ?? [...new Set([...reference.columns, ...current.columns].map(({ name }) => name))];
  const find = ({ columns }: SideTable, name: string) => columns.find((column) => column.name === name);
  return names.map((name) => planOne(name, config.of[name] ?? {}, find(reference, name), find(current, name)));
}

function planOne(name: string, config: ColumnConfig, reference: SideColumn | undefined, current: SideColumn | undefined): ColumnPlan | Unplanned {
  const known = reference ?? current;
  const type = known ? typeOf(known, config) : null;
  const fault = (id: string, values: DriftReason['values'] = {}): Unplanned => ({ name, type, fault: { id, values } });
  if (!known) return fault('column-absent', { side: 'both' });
  if (!reference || !current) return fault('column-absent', { side: reference ? 'current' : 'reference' });
  for (const [side, { disagrees }] of [
    ['reference', reference],
    ['current', current],
  ] as const) {
    if (disagrees && config.as === undefined) return fault('type-differs-between-files', { side, types: disagrees.join(', ') });
  }
  const others = [reference, current].find(({ kind, type: own }) => kind === 'other' && !isList(own));
  if (others) return fault('type-unsupported', { type: others.type });
  const [one, two] = [readingOf(reference, config), readingOf(current, config)];
  if (!one || !two) return fault('type-unsupported', { type: (one ? current : reference).type });
  const reading = one.reading === two.reading ? one.reading : bothNumbers(one.reading, two.reading);
  if (reading === null || (config.as === undefined && wordOfColumn(reference) !== wordOfColumn(current)))
    return fault('types-differ', { reference: reference.type, current: current.type });
  const isMixed = reading === 'numbers' && type === 'integer' && typeOf(current, config) === 'number';
  const sql = (side: typeof one) => (side.reading === 'integers' && reading === 'numbers' ? `${side.sql}::DOUBLE` : side.sql);
  return { name, type: isMixed ? 'number' : (type ?? 'category'), reading, config, reference: sql(one), current: sql(two) };
}

const bothNumbers = (one: Reading, two: Reading): Reading | null => (one === 'categories' || two === 'categories' ? null : 'numbers');

const isList = (type: string): boolean => /\[\d*\]$/.test(type);
const isTimeOfDay = (type: string): boolean => /^TIME(_NS)?( WITH TIME ZONE)?$/.test(type);
const isTimeType = ({ kind, type }: SideColumn): boolean => kind === 'time' || isTimeOfDay(type);
/** What a column is: values of two of these are never compared. */
export const wordOfColumn = (column: SideColumn): string => {
  if (isList(column.type)) return 'list';
  return isTimeType(column) ? 'time' : wordOf(column.kind);
};

function typeOf(column: SideColumn, { as }: ColumnConfig): ColumnType | null {
  if (as === 'category') return 'category';
  if (as === 'number') return column.kind === 'integer' ? 'integer' : 'number';
  if (isList(column.type)) return 'list';
  if (isTimeType(column)) return 'time';
  if (column.kind === 'text') return 'category';
  if (column.kind === 'integer') return 'integer';
  if (column.kind === 'boolean') return 'boolean';
  return column.kind === 'other' ? null : 'number';
}

const DAY_MS = 86_400_000;
/** Beyond it a whole number may be none of a double's. */
const WIDE = /^(BIGINT|UBIGINT|HUGEINT)$/;

/** How it is read, where it can be. */
export function readingOf(column: SideColumn, config: ColumnConfig): { reading: Reading; sql: string } | null {
  const { id, type, kind } = column;
  if (config.as === 'category') return kind === 'other' ? null : { reading: 'categories', sql: `${id}::VARCHAR` };
  if (isList(type)) return { reading: 'numbers', sql: `len(${id})::DOUBLE` };
  if (isTimeType(column)) return timeOf(column, config);
  if (kind === 'integer') return WIDE.test(type) ? { reading: 'integers', sql: asBigint(id, type) } : { reading: 'numbers', sql: `${id}::DOUBLE` };
  if (kind === 'float' || kind === 'decimal') return { reading: 'numbers', sql: `${id}::DOUBLE` };
  // What is no number is not finite, rather than missing.
  const number = kind === 'boolean' ? `${id}::INTEGER::DOUBLE` : `CASE WHEN ${id} IS NOT NULL THEN coalesce(TRY_CAST(${id} AS DOUBLE), 'NaN'::DOUBLE) END`;
  if (config.as === 'number') return { reading: 'numbers', sql: number };
  return kind === 'boolean' || kind === 'text' ? { reading: 'categories', sql: `${id}::VARCHAR` } : null;
}

/** UBIGINT beyond what BIGINT holds becomes its largest. */
const asBigint = (id: string, type: string): string => (type === 'BIGINT' ? id : `least(${id}::HUGEINT, 9223372036854775807::HUGEINT)::BIGINT`);

/** Times are milliseconds: since 1970, or since midnight UTC. Days of the week are 1 (Monday) to 7. */
function timeOf({ id, type }: SideColumn, { time }: ColumnConfig): { reading: Reading; sql: string } {
  if (isTimeOfDay(type)) return { reading: 'numbers', sql: `(extract('epoch' FROM ${id}) * 1000)::DOUBLE` };
  const part = time ?? (type === 'DATE' ? 'weekday' : 'time-of-day');
  const finite = (sql: string, otherwise: string) => `CASE WHEN ${id} IS NOT NULL THEN CASE WHEN isfinite(${id}) THEN ${sql} ELSE ${otherwise} END END`;
  if (part === 'weekday') return { reading: 'categories', sql: finite(`isodow(${id})::VARCHAR`, 'NULL') };
  const ms = part === 'absolute' ? `epoch_ms(${id})` : `((epoch_ms(${id}) % ${DAY_MS}) + ${DAY_MS}) % ${DAY_MS}`;
  return { reading: 'numbers', sql: finite(`(${ms})::DOUBLE`, `'Infinity'::DOUBLE`) };
}
