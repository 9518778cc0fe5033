import { assertNever } from '../../../shared/lib/assert-never';
import type { CheckResult, DataCheck, NamedCheck } from '../../../shared/models/dataset';
import { AppError, failure, failureOf } from '../../../shared/models/failure';
import { numberOf } from '../../backend/tables/column-kind';
import type { DuckJob, Parameter } from '../../backend/tables/duck';
import { duckFailure } from '../../backend/tables/duck-failure';
import type { Column, Table } from '../../backend/tables/table';

/** What a check needs beyond the table itself. */
export type CheckContext = {
  readonly root: string;
  /** Epoch ms: when the version arrived. */
  readonly arrivedAt: number;
  readonly rows: number;
  /** Opens the version that a foreign key leads to. Throws AppError where there is none to be read. */
  reference(job: DuckJob, dataset: string): Promise<Table>;
};

/** Rows that break a rule: what stands behind FROM, from `t`, and the condition. Null where a rule is of the whole, not of rows. */
export type Offence = { readonly where: string; readonly parameters: readonly Parameter[]; readonly order?: string };

type Seen = { readonly outcome: CheckResult['outcome']; readonly failing: number | null };

const HOUR_MS = 3_600_000;

/** Asks every check, each by itself: one that cannot be asked is `unknown`, which blocks as a failure does, and the others are asked all the same. */
export async function runChecks(
  job: DuckJob,
  table: Table,
  checks: readonly NamedCheck[],
  context: CheckContext,
  heard: (part: number) => void,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [at, named] of checks.entries()) {
    heard(at / checks.length);
    try {
      results.push({ ...named, ...(await askCheck(job, table, named.check, context)), failure: null });
    } catch (error) {
      const told = checkFailure(error, named.check, context.root);
      if (told.code === 'cancelled') throw error;
      results.push({ ...named, outcome: 'unknown', failing: null, failure: told });
    }
  }
  return results;
}

function checkFailure(error: unknown, { rule }: DataCheck, root: string) {
  if (error instanceof AppError) return error.failure;
  const told = failureOf(duckFailure(error, { root, source: rule }));
  const isPattern = rule === 'pattern' && told.detail.reason === 'data-malformed';
  return isPattern ? failure('invalid', { ...told.detail, reason: 'pattern-malformed' }) : told;
}

async function askCheck(job: DuckJob, table: Table, check: DataCheck, context: CheckContext): Promise<Seen> {
  if (check.rule === 'row-count') {
    return { outcome: isWithin(context.rows, check.min, check.max) ? 'passed' : 'failed', failing: null };
  }
  if (check.rule === 'freshness') return askFreshness(job, table, check, context.arrivedAt);
  const offence = await offenceOf(job, table, check, context);
  if (!offence) return { outcome: 'passed', failing: 0 };
  const [row] = await job.json(`SELECT count(*) FROM ${table.from()} WHERE ${offence.where}`, offence.parameters);
  const failing = Number(row?.[0]);
  return { outcome: failing === 0 ? 'passed' : 'failed', failing };
}

async function askFreshness(job: DuckJob, table: Table, { column, hours }: Extract<DataCheck, { rule: 'freshness' }>, arrivedAt: number): Promise<Seen> {
  const { id, ...found } = columnOf(table, column);
  if (found.kind !== 'time' && found.kind !== 'text') throw unsuited(found);
  const time = numberOf(found.kind === 'text' ? `try_cast(${id} AS TIMESTAMP)` : id, 'time');
  const [row] = await job.json(`SELECT max(${time}) FROM ${table.from()}`);
  const newest = row?.[0];
  return { outcome: typeof newest === 'number' && newest >= arrivedAt - hours * HOUR_MS ? 'passed' : 'failed', failing: null };
}

/** Rows that break a check, as a condition on `t`. Null for checks of the whole. Throws AppError for a column that is not there, or of no fitting type. */
export async function offenceOf(job: DuckJob, table: Table, check: DataCheck, context: Pick<CheckContext, 'reference'>): Promise<Offence | null> {
  const { types } = job;
  switch (check.rule) {
    case 'not-null':
      return { where: `${columnOf(table, check.column).id} IS NULL`, parameters: [] };
    case 'range':
      return rangeOffence(job, table, check);
    case 'set':
      return setOffence(job, table, check);
    case 'pattern': {
      const { id } = columnOf(table, check.column);
      const pattern = { value: check.pattern, type: types.VARCHAR };
      return { where: `${id} IS NOT NULL AND NOT regexp_full_match(${id}::VARCHAR, $1)`, parameters: [pattern] };
    }
    case 'unique': {
      const ids = check.columns.map((column) => columnOf(table, column).id);
      // As in SQL, what has no value repeats nothing.
      const present = ids.map((id) => `${id} IS NOT NULL`).join(' AND ');
      const twice = `SELECT ${ids.join(', ')} FROM ${table.from()} WHERE ${present} GROUP BY ALL HAVING count(*) > 1`;
      return { where: `(${ids.map((id) => `t.${id}`).join(', ')}) IN (${twice})`, parameters: [] };
    }
    case 'foreign-key': {
      const { id } = columnOf(table, check.column);
      const other = await context.reference(job, check.dataset);
      const { id: key } = columnOf(other, check.references);
      return { where: `${id} IS NOT NULL AND ${id}::VARCHAR NOT IN (SELECT ${key}::VARCHAR FROM ${other.from()} WHERE ${key} IS NOT NULL)`, parameters: [] };
    }
    case 'row-count':
    case 'freshness':
      return null;
    default:
      return assertNever(check);
  }
}

function rangeOffence({ types }: DuckJob, table: Table, { column, min, max }: Extract<DataCheck, { rule: 'range' }>): Offence | null {
  const { id, ...found } = columnOf(table, column);
  if (found.kind === 'boolean' || found.kind === 'other') throw unsuited(found);
  const x = found.kind === 'time' ? `epoch_ms(${id})::DOUBLE` : `try_cast(${id} AS DOUBLE)`;
  const bounds = [min === null ? null : ([`${x} < `, min] as const), max === null ? null : ([`${x} > `, max] as const)].filter((bound) => bound !== null);
  const broken = bounds.map(([side], at) => `${side}$${at + 1}`);
  // What is no number is within no range.
  return {
    where: `${id} IS NOT NULL AND (${[`${x} IS NULL`, `isnan(${x})`, ...broken].join(' OR ')})`,
    parameters: bounds.map(([, value]) => ({ value, type: types.DOUBLE })),
  };
}

function setOffence({ types }: DuckJob, table: Table, { column, values }: Extract<DataCheck, { rule: 'set' }>): Offence {
  const { id, ...found } = columnOf(table, column);
  const isNumber = found.kind === 'integer' || found.kind === 'float' || found.kind === 'decimal';
  if (found.kind === 'other') throw unsuited(found);
  const list = isNumber ? values.map(Number).filter((value) => !Number.isNaN(value)) : values.map(String);
  const type = isNumber ? types.DOUBLE : types.VARCHAR;
  const parameter = { value: types.listValue(list), type: types.LIST(type) };
  return { where: `${id} IS NOT NULL AND NOT list_contains($1, ${id}::${isNumber ? 'DOUBLE' : 'VARCHAR'})`, parameters: [parameter] };
}

const isWithin = (value: number, min: number | null, max: number | null) => (min === null || value >= min) && (max === null || value <= max);

function columnOf({ columns }: Table, name: string): Column & { readonly id: string } {
  const at = columns.findIndex((column) => column.name === name);
  const found = columns[at];
  if (!found) throw new AppError(failure('invalid', { reason: 'column-unknown', values: { column: name } }));
  return { ...found, id: `c${at}` };
}

const unsuited = ({ name, type }: Pick<Column, 'name' | 'type'>) =>
  new AppError(failure('invalid', { reason: 'check-unsuited', values: { column: name, type } }));
