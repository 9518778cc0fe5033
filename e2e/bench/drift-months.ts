import { DuckDBInstance } from '@duckdb/node-api';
import { join } from 'node:path';
import { needed } from './runtime';

/**
 * January and June of the flights that vega-datasets carries, each with so many rows of ten columns: five of numbers (two of few values, one of
 * some, two of nearly as many as rows) and five of categories. Months have half a million flights; beyond that they come again with other fractions.
 */
export async function writeMonths(folder: string, rows: number): Promise<{ readonly january: string; readonly june: string }> {
  const flights = join(needed('PILOTHOUSE_ROOT'), 'node_modules/vega-datasets/data/flights-3m.parquet');
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '600MB', preserve_insertion_order: 'false' });
  const connection = await instance.connect();
  const write = async (month: number, name: string) => {
    const file = join(folder, `${name}-${rows}.parquet`);
    await connection.run(`COPY (
      SELECT delay::DOUBLE AS delay, distance::DOUBLE AS distance, (epoch_ms(date) % 86400000) / 3600000.0 AS departure,
        distance / (0.3 + (hash(n, 3, k) % 1000000) / 1e6) AS speed, ln(1 + distance) * (1 + (hash(n, 7, k) % 1000000) / 1e7) + delay / 1000.0 AS score,
        origin, destination, dayname(date) AS weekday, CASE WHEN delay > 15 THEN 'late' WHEN delay < -5 THEN 'early' ELSE 'on time' END AS punctual,
        origin[1] || destination[1] AS pair
      FROM range(${Math.ceil(rows / 500_000)}) again(k), (SELECT *, hash(file_row_number) AS n FROM read_parquet('${flights}', file_row_number = true) WHERE month(date) = ${month})
      WHERE ${rows < 500_000 ? `n % ${Math.floor(500_000 / rows)} = 0` : 'true'} LIMIT ${rows}
    ) TO '${file}' (FORMAT parquet)`);
    return file;
  };
  try {
    return { january: await write(1, 'january'), june: await write(6, 'june') };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Of the whole process so far, its threads too. */
export const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
