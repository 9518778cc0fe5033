// The sample workspace as it is handed out: the scripts of resources/sample, and a sample of each month of the flights that vega-datasets carries.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/places.mjs';
import { sampleDatasets } from './sample-datasets.mjs';

const SCRIPTS = join(root, 'resources', 'sample');
const STAMP = '.made-of';
/** One flight in so many: about 20,000 a month, half a megabyte. */
const ONE_IN = 25;
const MONTHS = ['2001-01', '2001-02', '2001-03', '2001-04', '2001-05', '2001-06'];

const DATA = join(root, 'node_modules', 'vega-datasets');

/** What it is made of, in one line: another line makes it again. */
export function sampleStamp() {
  const hash = createHash('sha256')
    .update(readFileSync(new URL(import.meta.url)))
    .update(JSON.stringify(sampleDatasets(MONTHS)));
  for (const name of readdirSync(SCRIPTS).toSorted()) hash.update(name).update(readFileSync(join(SCRIPTS, name)));
  return hash.update(readFileSync(join(DATA, 'package.json'))).digest('hex');
}

export const isSampleMade = (folder) => existsSync(join(folder, STAMP)) && readFileSync(join(folder, STAMP), 'utf8') === sampleStamp();

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** @param {string} folder that does not exist yet */
export async function makeSample(folder) {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  cpSync(SCRIPTS, folder, { recursive: true });
  mkdirSync(join(folder, 'data', 'flights'), { recursive: true });
  // One thread: which flights are taken goes by their place in the file.
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    for (const month of MONTHS) {
      await connection.run(`
        COPY (
          SELECT strftime(date, '%Y-%m-%dT%H:%M') AS time, delay, distance, origin, destination
          FROM read_parquet(${quoted(join(DATA, 'data', 'flights-3m.parquet'))}, file_row_number = true)
          WHERE strftime(date, '%Y-%m') = ${quoted(month)} AND file_row_number % ${ONE_IN} = 0
          ORDER BY file_row_number
        ) TO ${quoted(join(folder, 'data', 'flights', `${month}.csv`))} (FORMAT csv, HEADER)`);
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  writeFileSync(join(folder, 'datasets.json'), `${JSON.stringify(sampleDatasets(MONTHS), null, 2)}\n`);
  writeFileSync(join(folder, STAMP), sampleStamp());
}
