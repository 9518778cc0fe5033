import { DuckDBInstance } from '@duckdb/node-api';

export type WideParquet = { readonly file: string; readonly rows: number; readonly columns: number; readonly rowsPerGroup?: number };

/** A Parquet file of doubles that pack badly, `c0`, `c1` …; the value of a column in a row is the same each time it is made. */
export async function writeWideParquet({ file, rows, columns, rowsPerGroup = 122_880 }: WideParquet): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const values = Array.from({ length: columns }, (_, column) => `(hash(range * ${columns} + ${column}) / 18446744073709551616.0)::DOUBLE AS c${column}`);
    await connection.run(
      `COPY (SELECT ${values.join(', ')} FROM range(${rows})) TO '${file.replaceAll("'", "''")}' (FORMAT parquet, ROW_GROUP_SIZE ${rowsPerGroup})`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** What DuckDB makes of a query, as JSON has it. */
export async function askDuck(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
