import type { DuckDBAppender, DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { listLiteral, literal } from '../../tables/sql';
import type { CountRow } from './count-row';
import { COUNTS_COLUMNS, COUNTS_FORMAT } from './counts-file';

/** Rows of one chunk of DuckDB: by the value each call costs five times as much. */
const CHUNK_ROWS = 2_048;
const MADE = 'counts_made';

/** Writes a counts table: first its rows, as they come, then the file. */
export class CountsWriter {
  readonly #places = new Map<string, number>();
  #rows: CountRow[] = [];

  private constructor(
    private readonly duckdb: typeof import('@duckdb/node-api'),
    private readonly connection: DuckDBConnection,
    private readonly appender: DuckDBAppender,
  ) {}

  static async open(connection: DuckDBConnection): Promise<CountsWriter> {
    const duckdb = await import('@duckdb/node-api');
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${MADE} (place INTEGER, ms BIGINT, bin INTEGER, n BIGINT, nulls BIGINT, sum HUGEINT, squares HUGEINT, min DOUBLE, max DOUBLE)`,
    );
    return new CountsWriter(duckdb, connection, await connection.createAppender(MADE));
  }

  put(rows: readonly CountRow[]): void {
    for (const row of rows) {
      this.#rows.push(row);
      if (this.#rows.length === CHUNK_ROWS) this.#append();
    }
  }

  /** Rows are in the order of column, window, bin. The file is there whole or not at all. */
  async write(path: string, monitor: string): Promise<void> {
    this.#append();
    this.appender.closeSync();
    const next = `${path}.${randomBytes(6).toString('hex')}`;
    const name = `(${listLiteral([...this.#places.keys()].map(literal))}::VARCHAR[])[place + 1]`;
    const values = [literal(monitor), name, 'make_timestamp(ms * 1000)', 'bin', 'n', 'nulls', 'sum', 'squares', 'min', 'max'];
    const columns = Object.entries(COUNTS_COLUMNS).map(([column, type], at) => `(${values[at]})::${type} AS "${column}"`);
    try {
      await this.connection.run(
        `COPY (SELECT ${columns.join(', ')} FROM ${MADE} ORDER BY 2, 3, 4) TO ${literal(next)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {format: ${literal(COUNTS_FORMAT)}})`,
      );
      await rename(next, path);
    } finally {
      await rm(next, { force: true });
      await this.connection.run(`DROP TABLE ${MADE}`);
    }
  }

  #append(): void {
    const rows = this.#rows;
    if (rows.length === 0) return;
    this.#rows = [];
    const { BIGINT, DOUBLE, DuckDBDataChunk, HUGEINT, INTEGER } = this.duckdb;
    const chunk = DuckDBDataChunk.create([INTEGER, BIGINT, INTEGER, BIGINT, BIGINT, HUGEINT, HUGEINT, DOUBLE, DOUBLE], rows.length);
    const columns: readonly ((row: CountRow) => DuckDBValue)[] = [
      ({ column }) => this.#placeOf(column),
      ({ window }) => BigInt(window),
      ({ bin }) => bin,
      ({ n }) => BigInt(n),
      ({ nulls }) => BigInt(nulls),
      ({ sum }) => sum,
      ({ squares }) => squares,
      ({ min }) => min,
      ({ max }) => max,
    ];
    for (const [at, of] of columns.entries()) chunk.setColumnValues(at, rows.map(of));
    this.appender.appendDataChunk(chunk);
  }

  #placeOf(column: string): number {
    const known = this.#places.get(column);
    if (known !== undefined) return known;
    this.#places.set(column, this.#places.size);
    return this.#places.size - 1;
  }
}
