import type Database from 'libsql';

export type Row = readonly unknown[];
type Value = string | number | null | Uint8Array;

/** A value of the registry that is not of the type of its column: the file was written by something else. */
function malformed(row: Row, column: number, type: string): never {
  throw new Error(`the registry has ${typeof row[column]} where ${type} belongs (column ${column})`);
}

export function textAt(row: Row, column: number): string {
  const value = row[column];
  return typeof value === 'string' ? value : malformed(row, column, 'text');
}

export function numberAt(row: Row, column: number): number {
  const value = row[column];
  return typeof value === 'number' ? value : malformed(row, column, 'a number');
}

export const textOrNull = (row: Row, column: number): string | null => (row[column] === null ? null : textAt(row, column));
export const numberOrNull = (row: Row, column: number): number | null => (row[column] === null ? null : numberAt(row, column));

export function bytesAt(row: Row, column: number): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : malformed(row, column, 'bytes');
}

/** Statements are prepared once: that costs more than running them. Rows come as arrays, which is what libsql makes fastest. */
export class Sql {
  readonly #statements = new Map<string, Database.Statement>();

  constructor(private readonly database: Database.Database) {}

  all(sql: string, ...values: readonly Value[]): Row[] {
    return this.#reader(sql)
      .all(...values)
      .map(asRow);
  }

  get(sql: string, ...values: readonly Value[]): Row | undefined {
    const row = this.#reader(sql).get(...values);
    return row === undefined ? undefined : asRow(row);
  }

  /** @returns rows changed */
  run(sql: string, ...values: readonly Value[]): number {
    return this.#statement(sql).run(...values).changes;
  }

  /** @returns the number of the new row */
  insert(sql: string, ...values: readonly Value[]): number {
    return Number(this.#statement(sql).run(...values).lastInsertRowid);
  }

  #statement(sql: string, raw = false): Database.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.database.prepare(sql);
    if (raw) made.raw();
    this.#statements.set(sql, made);
    return made;
  }

  #reader(sql: string): Database.Statement {
    return this.#statement(sql, true);
  }
}

function asRow(row: unknown): Row {
  if (Array.isArray(row)) return row;
  throw new Error('the registry gave no row');
}

/** For `IN (SELECT value FROM json_each(?))`: one statement for lists of every length. */
export const list = (values: readonly (string | number)[]): string => JSON.stringify(values);
/** Text that LIKE takes as it stands, with `ESCAPE '\\'`. */
export const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, (letter) => `\\${letter}`);
