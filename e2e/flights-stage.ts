import { DuckDBInstance } from '@duckdb/node-api';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeParquet } from './write-parquet';

const DATA = join(import.meta.dirname, '../node_modules/vega-datasets/data/flights-3m.parquet');

/** One flight in `every`, of January to June 2001, as a file of a workspace: the same at each start. */
export const stageFlights = (folder: string, every: number): Promise<void> =>
  writeParquet(
    join(folder, 'flown/flights.parquet'),
    `SELECT * FROM '${DATA.replaceAll("'", "''")}' WHERE hash(date, origin, destination, delay) % ${every} = 0`,
  );

/** The same, a file for each day of February to June below `flown`, and January as one file: `january.parquet`. */
export async function stageFlightDays(folder: string, every: number): Promise<void> {
  mkdirSync(join(folder, 'flown'), { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const quoted = (path: string) => `'${path.replaceAll("'", "''")}'`;
  try {
    await connection.run(`CREATE TABLE flights AS SELECT * FROM ${quoted(DATA)} WHERE hash(date, origin, destination, delay) % ${every} = 0`);
    await connection.run(`COPY (SELECT * FROM flights WHERE date < '2001-02-01') TO ${quoted(join(folder, 'january.parquet'))} (FORMAT parquet)`);
    const days = await connection.runAndReadAll(`SELECT DISTINCT strftime(date, '%Y-%m-%d') FROM flights WHERE date >= '2001-02-01' ORDER BY 1`);
    for (const [day] of days.getRows())
      await connection.run(
        `COPY (SELECT * FROM flights WHERE strftime(date, '%Y-%m-%d') = '${day}') TO ${quoted(join(folder, `flown/${day}.parquet`))} (FORMAT parquet)`,
      );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
