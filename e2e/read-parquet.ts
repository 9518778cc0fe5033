import { DuckDBInstance } from '@duckdb/node-api';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const parquetFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.parquet'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();

/** Reads all Parquet files below a folder, as anybody would. `{files}` stands for them. */
export async function readParquet(folder: string, sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const files = parquetFiles(folder).map((path) => `'${path.replaceAll("'", "''")}'`);
    const reader = await connection.runAndReadAll(sql.replaceAll('{files}', `read_parquet([${files.join(', ')}], union_by_name = true)`));
    return reader.getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
