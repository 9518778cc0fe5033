import { rename, rm } from 'node:fs/promises';
import { identifier, literal, pathLiteral } from '../../tables/sql';
import { columnNames, META } from './feature-columns';
import type { ReadPayloads } from './payload-files';

const ANSWER = 'org.kubeflow.serving.inference.response';
/** Wider rows are one column, a list. */
const WIDTH_MAX = 256;
const SIDES = ['in.', 'out.'] as const;

/**
 * The payload log of a service of the workspace: its inputs and outputs are columns already, with a list for each request. Rows are told by the
 * shape of the answer; where its body is not kept, by the shortest list. Shadows answered nobody, and are left out.
 */
export const readLocal: ReadPayloads = async (job, { requests, path }) => {
  const [file] = requests;
  if (!file) return { rows: 0, unanswered: 0, unreadable: 0, repeated: 0 };
  const from = `read_parquet(${pathLiteral(file.path)}, hive_partitioning = false)`;
  const described = (await job.json(`DESCRIBE SELECT * FROM ${from}`)).map(([name, type]) => ({ name: String(name), type: String(type) }));
  const [ins, outs] = SIDES.map((side) => described.filter(({ name, type }) => name.startsWith(side) && type.endsWith('[]')).map(({ name }) => name));
  const lists = [...(ins ?? []), ...(outs ?? [])];
  if (lists.length === 0) return { rows: 0, unanswered: 0, unreadable: 0, repeated: 0 };
  const shadow = described.some(({ name }) => name === 'shadow') ? 'AND NOT coalesce(shadow, false)' : '';
  const columns = lists.map((name, at) => `${identifier(name)} AS f${at}`);
  const shape = `TRY_CAST(TRY(json_extract_string(decode(from_base64(bytes)), '$.outputs[0].shape[0]')) AS BIGINT)`;
  await job.rows(`CREATE OR REPLACE TEMP TABLE kept AS SELECT *, coalesce(rows_said, least(${lists.map((_, at) => `len(f${at})`).join(', ')}), 0) AS n FROM (
    SELECT id, time, revision, ${shape} AS rows_said, ${columns.join(', ')} FROM ${from} WHERE "reqType" = ${literal(ANSWER)} AND status = 200 ${shadow})`);
  const [[total, repeated, ...widths] = []] = await job.json(`SELECT coalesce(sum(n), 0), count(*) - count(DISTINCT id),
    ${lists.map((_, at) => `coalesce(max(CASE WHEN n > 0 AND len(f${at}) % n = 0 THEN len(f${at}) // n END), 1)`).join(', ')} FROM kept`);
  if (Number(total) === 0) return { rows: 0, unanswered: 0, unreadable: 0, repeated: Number(repeated) };
  const spread = (names: readonly string[], first: number) =>
    names.flatMap((name, place) => {
      const at = first + place;
      const own = name.slice(name.indexOf('.') + 1);
      const width = Number(widths[at]);
      const isWhole = `len(f${at}) = n * ${width}`; // of one that came in another shape nobody can say which value is whose
      if (width > WIDTH_MAX) return [{ name: own, sql: `CASE WHEN ${isWhole} THEN f${at}[row * ${width} + 1 : (row + 1) * ${width}] END` }];
      return Array.from({ length: width }, (_, k) => ({
        name: width === 1 ? own : `${own}[${k}]`,
        sql: `CASE WHEN ${isWhole} THEN f${at}[row * ${width} + ${k + 1}] END`,
      }));
    });
  const inputs = spread(ins ?? [], 0);
  const outputs = spread(outs ?? [], ins?.length ?? 0);
  const names = columnNames(
    inputs.map(({ name }) => name),
    outputs.map(({ name }) => name),
  );
  const selected = [...names.inputs, ...names.outputs].map((name, at) => `${[...inputs, ...outputs][at]?.sql ?? 'NULL'} AS ${identifier(name)}`);
  const meta = [
    `id AS ${identifier(META.request)}`,
    `row::INTEGER AS ${identifier(META.row)}`,
    `time::TIMESTAMP AS ${identifier(META.time)}`,
    `revision::VARCHAR AS ${identifier(META.revision)}`,
  ];
  try {
    await job.rows(`COPY (SELECT ${[...meta, ...selected].join(', ')} FROM (SELECT *, unnest(range(n)) AS row FROM kept WHERE n > 0))
      TO ${literal(`${path}.part`)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {predictions: ${literal(JSON.stringify(names.outputs))}})`);
    await rename(`${path}.part`, path);
  } finally {
    await rm(`${path}.part`, { force: true });
  }
  return { rows: Number(total), unanswered: 0, unreadable: 0, repeated: Number(repeated) };
};
