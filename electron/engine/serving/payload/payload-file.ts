import type { DuckDBConnection } from '@duckdb/node-api';

import type { TensorType } from '../../../../shared/models/tensor-type';
import type { Column, KeptBody, LeftOut } from './kept-body';

/** Rows of one file, with the same columns. */
export type FileRow = {
  readonly at: number;
  readonly id: string;
  readonly revision: number;
  readonly status: number;
  readonly ms: number;
  /** Its answer went to nobody. */
  readonly shadow: boolean;
  readonly request: KeptBody;
  readonly response: KeptBody;
  readonly values: string | null;
};
export type PayloadFile = {
  readonly path: string;
  readonly service: string;
  readonly columns: readonly Column[];
  readonly rows: readonly FileRow[];
  /** A file with the same columns whose rows come first. */
  readonly before: string | null;
};

const MEMORY = '256MB';
/** As many as DuckDB takes in at once. */
const CHUNK_ROWS = 2_048;

const DUCK_TYPES: Readonly<Record<TensorType, string>> = {
  BOOL: 'BOOLEAN',
  INT8: 'TINYINT',
  INT16: 'SMALLINT',
  INT32: 'INTEGER',
  INT64: 'BIGINT',
  UINT8: 'UTINYINT',
  UINT16: 'USMALLINT',
  UINT32: 'UINTEGER',
  UINT64: 'UBIGINT',
  FP16: 'FLOAT',
  FP32: 'FLOAT',
  FP64: 'DOUBLE',
  BYTES: 'VARCHAR',
};

const TABLE = `CREATE TABLE kept (sent DOUBLE, id VARCHAR, revision INTEGER, status SMALLINT, ms DOUBLE, request VARCHAR, request_head INTEGER,
  response VARCHAR, response_head INTEGER, lists VARCHAR, shadow BOOLEAN)`;

/** Writes a Parquet file. It is not whole before this resolves. @throws whatever DuckDB says */
export async function writePayloadFile(file: PayloadFile): Promise<void> {
  const duckdb = await import('@duckdb/node-api'); // with the first file: it costs 45 MB and 0.1 s
  // What is masked must not come to the disk by another way: nothing is spilled.
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: MEMORY,
    temp_directory: '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  let connection: DuckDBConnection | undefined;
  try {
    connection = await instance.connect();
    await connection.run(TABLE);
    const { BOOLEAN, DOUBLE, INTEGER, SMALLINT, VARCHAR } = duckdb;
    const types = [DOUBLE, VARCHAR, INTEGER, SMALLINT, DOUBLE, VARCHAR, INTEGER, VARCHAR, INTEGER, VARCHAR, BOOLEAN];
    const appender = await connection.createAppender('kept');
    try {
      for (let at = 0; at < file.rows.length; at += CHUNK_ROWS) {
        const rows = file.rows.slice(at, at + CHUNK_ROWS).map(cellsOf);
        const chunk = duckdb.DuckDBDataChunk.create(types, rows.length);
        chunk.setColumns(types.map((_type, column) => rows.map((row) => row[column] ?? null)));
        appender.appendDataChunk(chunk);
        await new Promise(setImmediate);
      }
      appender.flushSync();
    } finally {
      appender.closeSync();
    }
    await connection.run(copyOf(file));
  } finally {
    connection?.closeSync();
    instance.closeSync();
  }
}

function cellsOf({ at, id, revision, status, ms, shadow, request, response, values }: FileRow): (string | number | boolean | null)[] {
  return [at, id, revision, status, ms, ...bodyCells(request), ...bodyCells(response), values, shadow];
}

/** In the place of how much of a body is JSON: why there is none. */
const LEFT_OUT: Readonly<Record<LeftOut, number>> = { 'too-long': -1, masked: -2 };

/** The body in base64, and how much of it is JSON where binary data follows: texts that are the same for most rows are made by DuckDB. */
function bodyCells(body: KeptBody): [string | null, number | null] {
  if ('leftOut' in body) return [null, LEFT_OUT[body.leftOut]];
  const { content, head } = body;
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return [bytes.toString('base64'), head];
}

const contentType = (head: string) => `CASE WHEN ${head} >= 0 THEN 'application/octet-stream' WHEN ${head} IS NULL THEN 'application/json' END`;
const metadata = (head: string) => {
  const why = (Object.keys(LEFT_OUT) as LeftOut[]).map((leftOut) => `WHEN ${head} = ${LEFT_OUT[leftOut]} THEN '{"pilothouse-left-out":["${leftOut}"]}'`);
  return `CASE WHEN ${head} >= 0 THEN '{"inference-header-content-length":["' || ${head} || '"]}' ${why.join(' ')} ELSE '{}' END`;
};

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Names as columns can have them: no two alike, also for those who do not tell capitals from others. */
export function columnNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = name.toWellFormed().replaceAll('\0', '\u{fffd}');
    let free = plain;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${plain}~${n}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

/** Two rows for a request, as KServe's logger writes them; inputs and outputs stand in the row of the answer, in lists with an element for each row. */
function copyOf({ path, service, columns, before }: PayloadFile): string {
  const names = columnNames(columns.map(({ name }) => name));
  const typeOf = ({ datatype }: Column) => DUCK_TYPES[datatype];
  const structure = JSON.stringify(Object.fromEntries(columns.map((column, place) => [String(place), [typeOf(column)]])));
  const half = (kind: 'request' | 'response') => {
    const lists = columns.map((column, place) => {
      const value = kind === 'response' ? `lists."${place}"` : `NULL::${typeOf(column)}[]`;
      return `${value} AS ${quoted(names[place] ?? '')}`;
    });
    return `SELECT '' AS url, ${kind} AS bytes, ${contentType(`${kind}_head`)} AS "contentType", 'org.kubeflow.serving.inference.${kind}' AS "reqType", id,
      ${literal(`/v2/models/${service}/infer`)} AS "sourceUri", ${literal(service)} AS "inferenceService", '' AS namespace, 'predictor' AS component,
      'revision-' || revision AS endpoint, ${metadata(`${kind}_head`)} AS metadata, '{}' AS annotations, '' AS "certName", false AS "tlsSkipVerify",
      revision, ms AS latency_ms, status, shadow, to_timestamp(sent / 1000) AS time${lists.map((list) => `, ${list}`).join('')} FROM told`;
  };
  const lists = columns.length === 0 ? '' : `, from_json(kept.lists, ${literal(structure)}) AS lists`;
  const rows = `SELECT * FROM (WITH told AS (SELECT kept.* EXCLUDE (lists)${lists} FROM kept) ${half('request')} UNION ALL ${half('response')})`;
  const all = before === null ? rows : `SELECT * FROM read_parquet(${literal(before)}) UNION ALL BY NAME ${rows}`;
  return `COPY (${all}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`;
}
