import type { ObjectPreview } from '../../../shared/models/object-store';
import * as zlib from 'node:zlib';
import type { Copy } from './object-copies';
import { chunksOf, type Footer } from './parquet';
import { bytesOfSpans } from './spans';

type Head = Extract<ObjectPreview, { kind: 'parquet' }>['head'];
type Cell = string | number | boolean | null;

const ROWS = 20;
const COLUMNS_MAX = 200;
const TEXT_MAX = 200;
/** A first row group that is larger is not fetched for a look at its first rows. */
const GROUP_BYTES_MAX = 32 * 2 ** 20;

/** The first rows, from the first row group alone. Null: they cannot be shown. */
export async function readHead(copy: Copy, footer: Footer, key: string, signal: AbortSignal): Promise<Head> {
  const spans = chunksOf(footer, key).flatMap(({ group, span }) => (group === 0 ? [span] : []));
  const columns = topLevelOf(footer);
  if (columns === null) return null;
  if (spans.length === 0 || columns.length === 0) return { columns, rows: [] };
  if (bytesOfSpans(spans) > GROUP_BYTES_MAX) return null;
  await copy.fetch(spans, signal);
  const { parquetReadObjects } = await import('hyparquet');
  const file = {
    byteLength: footer.span.end,
    async slice(start: number, end = footer.span.end) {
      const { buffer } = await copy.bytes({ start, end });
      return buffer as ArrayBuffer; // of its own, made for these bytes
    },
  };
  try {
    const rowEnd = Math.min(ROWS, Number(footer.metadata.row_groups[0]?.num_rows ?? 0));
    const rows = await parquetReadObjects({ file, metadata: footer.metadata, columns, rowStart: 0, rowEnd, compressors: COMPRESSORS });
    return { columns, rows: rows.map((row) => columns.map((column) => cellOf(row[column]))) };
  } catch {
    return null; // packed in a way that is not known here: the facts of its footer are shown without
  }
}

/** The columns that are not within others. Null: its tree is none. */
function topLevelOf({ metadata: { schema } }: Footer): string[] | null {
  const names: string[] = [];
  /** How many of each level's children are still to come. */
  const open: number[] = [];
  for (const { name, num_children: children = 0 } of schema) {
    if (open.length === 1) names.push(name);
    const level = open.length - 1;
    if (level >= 0) open[level] = (open[level] ?? 0) - 1;
    open.push(children);
    while (open.length > 1 && open.at(-1) === 0) open.pop();
  }
  return open.length === 1 && open[0] === 0 ? names.slice(0, COLUMNS_MAX) : null;
}

/** Newer runtimes alone know Zstandard. */
const unpackZstd = 'zstdDecompressSync' in zlib && typeof zlib.zstdDecompressSync === 'function' ? zlib.zstdDecompressSync : null;
const COMPRESSORS = {
  GZIP: (input: Uint8Array, length: number) => new Uint8Array(zlib.gunzipSync(input, { maxOutputLength: length })),
  BROTLI: (input: Uint8Array, length: number) => new Uint8Array(zlib.brotliDecompressSync(input, { maxOutputLength: length })),
  ...(unpackZstd && { ZSTD: (input: Uint8Array, length: number) => new Uint8Array(unpackZstd(input, { maxOutputLength: length }) as Uint8Array) }),
};

/** As text or number, whole as far as a cell of a table shows it. */
export function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return textOf(value).slice(0, TEXT_MAX);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value.subarray(0, TEXT_MAX)).toString('hex');
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? cellOf(each) : each)) ?? '';
}
