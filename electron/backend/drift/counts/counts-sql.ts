import { doubleLiteral, identifier, literal } from '../../tables/sql';
import type { CountWindows } from './count-tables';
import { type FrozenBins, type FrozenColumn, REACH } from './frozen-bins';

/**
 * The statement that makes a counts table of the rows of `source`, to be run where these are: by DuckDB as it stands; elsewhere where names
 * are quoted with double quotes and times are UTC. It gives what our own counting gives, bit for bit.
 * @param source what stands behind FROM
 */
export function countsSql(monitor: string, bins: FrozenBins, windows: CountWindows, source: string): string {
  const time = windows.time === null ? 'NULL' : identifier(windows.time);
  const at = `TIMESTAMP ${literal(new Date(windows.at).toISOString().slice(0, 19).replace('T', ' '))}`;
  const window = `date_trunc(${literal(windows.size)}, coalesce(CAST(${time} AS TIMESTAMP), ${at}))`;
  return [
    `-- pilothouse.drift-counts/1, in bins of the reference ${bins.digest.replaceAll(/[^0-9a-f]/g, '')}`,
    `WITH source AS (\n  SELECT ${window} AS window_start, *\n  FROM ${source}\n)`,
    bins.columns.map((column) => columnSql(monitor, column)).join('\nUNION ALL\n'),
    'ORDER BY 1, 2, 3, 4',
  ].join('\n');
}

function columnSql(monitor: string, column: FrozenColumn): string {
  return column.bins.kind === 'edges' ? numbersSql(monitor, column, column.bins) : categoriesSql(monitor, column, column.bins.values);
}

const head = (monitor: string, name: string) => `SELECT ${literal(monitor)} AS "monitor", ${literal(name)} AS "column", window_start AS "window", bin AS "bin"`;

/** What is read of a column: numbers as they are, times as milliseconds, lists by their length. */
function expression({ name, type, config, bins }: FrozenColumn): string {
  const id = identifier(name);
  if (type === 'list') return `len(${id})`;
  if (type !== 'time') return id;
  if (bins.kind === 'categories') return `isodow(${id})`;
  return config.time === 'absolute' ? `epoch_ms(${id})` : `((epoch_ms(${id}) % 86400000) + 86400000) % 86400000`;
}

function numbersSql(monitor: string, column: FrozenColumn, { edges, origin, unit }: Extract<FrozenColumn['bins'], { kind: 'edges' }>): string {
  const cases = edges.map((edge, bin) => `      WHEN x < ${doubleLiteral(edge)} THEN ${bin}`).join('\n');
  const near = `abs((x - ${doubleLiteral(origin)}) / ${doubleLiteral(unit)}) < ${REACH - 1}`;
  const whole = `CAST(floor((x - ${doubleLiteral(origin)}) / ${doubleLiteral(unit)} + 0.5) AS BIGINT)`;
  // A sum of whole numbers is the same in every order; −0 + 0 is 0.
  return `${head(monitor, column.name)},
  count(x) AS "n", count(*) - count(x) AS "nulls",
  CASE WHEN bin >= 0 AND count(q) = count(*) THEN CAST(sum(CAST(q AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) END AS "sum",
  CASE WHEN bin >= 0 AND count(q) = count(*) THEN CAST(sum(CAST(q * q AS DECIMAL(18, 0))) AS DECIMAL(38, 0)) END AS "sum_of_squares",
  CASE WHEN bin >= 0 THEN min(x + 0) END AS "min", CASE WHEN bin >= 0 THEN max(x + 0) END AS "max"
FROM (
  SELECT window_start, x,
    CASE
      WHEN x IS NULL OR NOT x - x = 0 THEN -1
${cases}
      ELSE ${edges.length}
    END AS bin,
    CASE WHEN ${near} THEN ${whole} END AS q
  FROM (SELECT window_start, CAST(${expression(column)} AS DOUBLE) AS x FROM source) AS read
) AS binned
GROUP BY window_start, bin`;
}

function categoriesSql(monitor: string, column: FrozenColumn, values: readonly string[]): string {
  const named = values.map((value, bin) => `(${literal(value)}, ${bin})`).join(', ');
  const bins = named === '' ? "(SELECT '' AS value, 0 AS place WHERE 1 = 0) AS named" : `(VALUES ${named}) AS named(value, place)`;
  return `${head(monitor, column.name)},
  CASE WHEN bin >= 0 THEN n ELSE 0 END AS "n", CASE WHEN bin < 0 THEN n ELSE 0 END AS "nulls",
  CAST(NULL AS DECIMAL(38, 0)) AS "sum", CAST(NULL AS DECIMAL(38, 0)) AS "sum_of_squares", CAST(NULL AS DOUBLE) AS "min", CAST(NULL AS DOUBLE) AS "max"
FROM (
  SELECT window_start, CASE WHEN v IS NULL THEN -1 ELSE coalesce(place, ${values.length}) END AS bin, CAST(sum(rows) AS BIGINT) AS n
  FROM (SELECT window_start, CAST(${expression(column)} AS VARCHAR) AS v, count(*) AS rows FROM source GROUP BY 1, 2) AS read
  LEFT JOIN ${bins} ON v = value
  GROUP BY 1, 2
) AS binned`;
}
