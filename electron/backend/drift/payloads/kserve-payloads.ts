import { identifier, listLiteral, literal, pathLiteral } from '../../tables/sql';
import { BodyFault, type BodyRows, readJsonBody, type Side } from './body-rows';
import type { PayloadFile, ReadPayloads } from './payload-files';
import type { ReadingJob } from './reading-job';
import { FeatureWriter } from './write-features';

const KINDS = { in: 'org.kubeflow.serving.inference.request', out: 'org.kubeflow.serving.inference.response' } as const;
/** Bodies that are read into memory at once. */
const AT_ONCE = 5_000;

/**
 * What KServe's logger wrote (Parquet, CSV, JSON): requests joined with their responses by `ce-id`, wherever each lies. A request without a
 * response was answered with an error, or its response is not written yet: it is no prediction. `requests`: files whose requests are taken;
 * responses are looked for in all files.
 */
export const readKServe: ReadPayloads = async (job, { files, requests, path, signal }) => {
  const told = { rows: 0, unanswered: 0, unreadable: 0, repeated: 0 };
  const writer = await FeatureWriter.begin(path);
  try {
    await gatherHalves(job, files);
    const own = listLiteral(requests.map(({ path: file }) => literal(file)));
    const [[count, repeated, unanswered] = []] = await job.json(`SELECT count(*), count(*) - count(DISTINCT id), count(DISTINCT id) FILTER (NOT answered) FROM (
      SELECT id, id IN (SELECT id FROM halves WHERE kind = '${KINDS.out}') AS answered FROM halves WHERE kind = '${KINDS.in}' AND list_contains(${own}, file))`);
    Object.assign(told, { repeated: Number(repeated), unanswered: Number(unanswered) });
    const parts = Math.max(1, Math.ceil(Number(count) / AT_ONCE));
    for (let part = 0; part < parts; part++) {
      if (signal?.aborted) break;
      const rows = await job.json(`SELECT q.id, q.time, q.revision, q.body, r.body FROM
        (SELECT id, min(time) AS time, any_value(revision) AS revision, arg_min(body, (time, body)) AS body FROM halves
          WHERE kind = '${KINDS.in}' AND list_contains(${own}, file) AND hash(id) % ${parts} = ${part} GROUP BY id) q
        JOIN (SELECT id, arg_min(body, (time, body)) AS body FROM halves WHERE kind = '${KINDS.out}' AND hash(id) % ${parts} = ${part} GROUP BY id) r USING (id)
        ORDER BY q.time, q.id`);
      for (const [id, time, revision, asked, answered] of rows) {
        const pair = { id: String(id), time: Number(time), revision: revision === null ? null : String(revision) };
        const request = bodyOf(asked, 'in');
        const response = bodyOf(answered, 'out');
        if (!request || !response) told.unreadable++;
        if (request) await writer.add({ ...pair, request, response: response?.rows === request.rows ? response : null });
      }
    }
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  return { ...told, rows: (await writer.end(job, path)) ?? 0 };
};

/** Bodies are base64, in JSON as in the tables. */
function bodyOf(base64: unknown, side: Side): BodyRows | null {
  try {
    return readJsonBody(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(String(base64 ?? ''), 'base64')), side);
  } catch (error) {
    if (error instanceof BodyFault || error instanceof TypeError) return null;
    throw error;
  }
}

/** Of one line. DuckDB holds some times that for each file that it reads at the moment, whatever the file holds. */
const LINE_BYTES_MAX = 16 * 2 ** 20;
const READERS = {
  parquet: (file: string) => `read_parquet(${file}, union_by_name = true, hive_partitioning = false)`,
  csv: (file: string) => `read_csv(${file}, header = true, all_varchar = true, hive_partitioning = false, max_line_size = ${LINE_BYTES_MAX})`,
  json: (file: string) =>
    `read_json(${file}, columns = {id: 'VARCHAR', "reqType": 'VARCHAR', bytes: 'VARCHAR', endpoint: 'VARCHAR', metadata: 'JSON', "occurrenceTime": 'VARCHAR'}, maximum_object_size = ${LINE_BYTES_MAX})`,
} as const;

/** The revision is no field of KServe's: a header that was asked for carries it, where one was. */
const REVISION = `nullif(coalesce(TRY(json_extract_string(metadata::VARCHAR, '$."knative-serving-revision"[0]')),
  TRY(json_extract_string(metadata::VARCHAR, '$."Knative-Serving-Revision"[0]')), endpoint::VARCHAR), '')`;

/** Both kinds as one table, file by file: together, the buffers of hundreds of small ones are more than there is room for. */
async function gatherHalves(job: ReadingJob, files: readonly PayloadFile[]): Promise<void> {
  await job.rows('CREATE OR REPLACE TEMP TABLE halves (id VARCHAR, kind VARCHAR, body VARCHAR, revision VARCHAR, time DOUBLE, file VARCHAR)');
  for (const file of files) await job.rows(`INSERT INTO halves ${halvesOf(file)}`);
}

/** What has no time of its own is of when its file was written. */
function halvesOf({ path, mtimeMs }: PayloadFile): string {
  const kind = /\.parquet$/i.test(path) ? 'parquet' : /\.csv(\.gz)?$/i.test(path) ? 'csv' : 'json';
  const time = kind === 'json' ? `coalesce(epoch_ms(TRY_CAST("occurrenceTime" AS TIMESTAMPTZ)), ${mtimeMs})` : String(mtimeMs);
  return `SELECT id::VARCHAR, ${identifier('reqType')}, CASE WHEN typeof(bytes) = 'BLOB' THEN bytes::BLOB::VARCHAR ELSE bytes::VARCHAR END,
    ${REVISION}, ${time}::DOUBLE, ${literal(path)} FROM ${READERS[kind](pathLiteral(path))}`;
}
