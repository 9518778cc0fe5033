import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelSignature } from '../../../shared/models/model';
import type { PayloadFeature } from '../../../shared/models/payload';
import { type Arms, type Both, both, type ReadingJob } from './needs';
import { double, literal, pathLiteral, quoted } from './sql';

/** More say little more, and cost memory: of more requests, every so manieth is read, chosen by its id. */
const REQUESTS_MAX = 100_000;
/** Wider inputs and outputs are looked at as a whole, all their values together. */
const WIDTH_MAX = 8;
const FEATURES_MAX = 60;
const ANSWER = 'org.kubeflow.serving.inference.response';

/** One input or output, or one place in its rows. */
export type Feature = {
  readonly side: 'in' | 'out';
  readonly name: string;
  /** Of the table `kept`: a list with `width` values for each row of the request. */
  readonly column: string;
  readonly type: 'number' | 'text';
  readonly width: number;
  /** Null: all of them together. */
  readonly position: number | null;
};
/** What was read of a payload log, as a table `kept` (id, revision, sent, status, error, and lists) in the job's database. */
export type KeptRows = { readonly rows: Both<number>; readonly oneIn: number; readonly features: readonly Feature[]; readonly hidden: readonly string[] };

export type KeptAsked = {
  /** Of the service's own payload log. */
  readonly folder: string;
  readonly arms: Arms;
  readonly since: number;
  readonly signature: ModelSignature | null;
  readonly treatments: readonly PayloadFeature[];
};

/** Files that may hold something since then: what was written last before it holds nothing later. */
export async function filesSince(folder: string, since: number): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = found.filter((entry) => entry.isFile() && entry.name.endsWith('.parquet')).map((entry) => join(entry.parentPath, entry.name));
  const written = await Promise.all(paths.map((path) => stat(path).catch(() => null))); // the oldest go while we look
  return paths.filter((_, at) => (written[at]?.mtimeMs ?? 0) >= since).toSorted();
}

/** Reads what both arms answered since then; shadows answered nobody, and are left out. Null: no file holds anything. */
export async function readKept(job: ReadingJob, { folder, arms, since, signature, treatments }: KeptAsked): Promise<KeptRows | null> {
  const files = await filesSince(folder, since);
  if (files.length === 0) return null;
  const from = `read_parquet([${files.map(pathLiteral).join(', ')}], union_by_name = true, hive_partitioning = false)`;
  const columns = (await job.json(`DESCRIBE SELECT * FROM ${from}`)).map(([name, type]) => ({ name: String(name), type: String(type) }));
  const hidden = treatments.map(({ name }) => name);
  const features = columns.flatMap((column, at) => featuresOf(column, `f${at}`, signature)).filter(({ name }) => !hidden.includes(bare(name)));
  const isOurs = [
    `"reqType" = ${literal(ANSWER)}`,
    `revision IN (${arms.stable}, ${arms.candidate})`,
    `epoch_ms(time) >= ${double(since)}`,
    ...(columns.some(({ name }) => name === 'shadow') ? ['NOT coalesce(shadow, false)'] : []),
  ].join(' AND ');
  const [[all] = []] = await job.json(`SELECT count(*) FROM ${from} WHERE ${isOurs}`);
  const oneIn = Math.max(1, Math.ceil(Number(all) / REQUESTS_MAX));
  const lists = [...new Set(features.map(({ column }) => column))].map((column) => `${quoted(columns[Number(column.slice(1))]?.name ?? '')} AS ${column}`);
  await job.json(`CREATE TEMP TABLE kept AS SELECT ${['id', 'revision', 'epoch_ms(time) AS sent', 'status', ERROR, ...lists].join(', ')}
    FROM ${from} WHERE ${isOurs}${oneIn > 1 ? ` AND hash(id) % ${oneIn} = 0` : ''}`);
  const counted = new Map((await job.json('SELECT revision, count(*) FROM kept GROUP BY 1')).map(([revision, rows]) => [Number(revision), Number(rows)]));
  return { rows: both(arms, (revision) => counted.get(revision) ?? 0), oneIn, features: features.slice(0, 2 * FEATURES_MAX), hidden };
}

/** The protocol's own words for what went wrong, without the numbers that differ each time. */
const ERROR = `CASE WHEN status >= 400 AND bytes IS NOT NULL
  THEN left(regexp_replace(TRY(json_extract_string(decode(from_base64(bytes)), '$.error')), '[0-9]+', '#', 'g'), 200) END AS error`;

const SIDES = { 'in.': 'in', 'out.': 'out' } as const;
const bare = (name: string): string => name.replace(/\[\d+\]$/, '');

function featuresOf({ name, type }: { readonly name: string; readonly type: string }, column: string, signature: ModelSignature | null): Feature[] {
  const prefix = (['in.', 'out.'] as const).find((each) => name.startsWith(each));
  if (!prefix || !type.endsWith('[]')) return [];
  const own = name.slice(prefix.length);
  const fields = prefix === 'in.' ? signature?.inputs : signature?.outputs;
  const width = widthOf(fields?.find((field) => field.name === own)?.shape ?? null);
  const base = { side: SIDES[prefix], column, type: /VARCHAR|BOOLEAN/.test(type) ? 'text' : 'number', width } as const;
  if (width === 1 || width > WIDTH_MAX) return [{ ...base, name: own, position: null }];
  return Array.from({ length: width }, (_, position) => ({ ...base, name: `${own}[${position}]`, position }));
}

/** Values for each row: what the dimensions behind the first make; 1 where they are not told. */
function widthOf(shape: readonly number[] | null): number {
  const width = (shape ?? []).slice(1).reduce((product, size) => product * size, 1);
  return width >= 1 ? width : 1;
}

/** Every value of a feature with its revision and time, as rows; `place` is the number of the row in its request. */
export function valuesOf({ column, width, position }: Feature): string {
  const list = position === null ? column : `[${column}[x] FOR x IN range(${position + 1}, len(${column}) + 1, ${width})]`;
  return `SELECT id, revision, sent, unnest(list) AS v, generate_subscripts(list, 1) - 1 AS place FROM (SELECT id, revision, sent, ${list} AS list FROM kept WHERE ${column} IS NOT NULL)`;
}
