import { constants, gunzipSync } from 'node:zlib';
import type { ObjectPreview } from '../../../shared/models/object-store';
import type { BlobSource, Copy } from './object-copies';
import { columnsOf, readFooter } from './parquet';
import { readHead } from './parquet-head';

/** As much of the beginning is fetched. */
const HEAD_BYTES = 64 * 1_024;
const TEXT_MAX = 256 * 1_024;
const HEX_BYTES = 256;
const PARQUET = 'PAR1';

/** The beginning of an object, as far as it can be shown. @throws AppError */
export async function previewOf(copy: Copy, { key, size }: BlobSource, signal: AbortSignal): Promise<ObjectPreview> {
  if (size === 0) return { kind: 'empty' };
  const span = { start: 0, end: Math.min(size, HEAD_BYTES) };
  if (/\.(parquet|parq|pq)$/i.test(key)) return parquetOf(copy, key, size, signal);
  await copy.fetch([span], signal);
  const head = Buffer.from(await copy.bytes(span));
  if (head.toString('latin1', 0, PARQUET.length) === PARQUET) return parquetOf(copy, key, size, signal);
  const { bytes, whole } = unpacked(head, span.end === size);
  const text = readText(bytes, whole);
  if (text === null) return { kind: 'bytes', hex: hexOf(bytes), whole: whole && bytes.length <= HEX_BYTES };
  return textOf(key.replace(/\.gz$/i, ''), text, whole);
}

async function parquetOf(copy: Copy, key: string, size: number, signal: AbortSignal): Promise<ObjectPreview> {
  const footer = await readFooter(copy, key, size, signal);
  const { num_rows: rows, row_groups: groups, created_by: madeBy } = footer.metadata;
  const head = await readHead(copy, footer, key, signal);
  return { kind: 'parquet', rows: Number(rows), rowGroups: groups.length, madeBy: madeBy ?? null, columns: columnsOf(footer), head };
}

/** Of a packed text, what its first bytes give. */
function unpacked(head: Buffer, whole: boolean): { readonly bytes: Buffer; readonly whole: boolean } {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return { bytes: head, whole };
  try {
    return { bytes: gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 ** 24 }).subarray(0, TEXT_MAX), whole: false };
  } catch {
    return { bytes: head, whole }; // it only begins like something packed
  }
}

/** Null: it is no text. A letter that the end cuts in two is left out. */
function readText(bytes: Buffer, whole: boolean): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !whole });
    // oxlint-disable-next-line no-control-regex -- such a letter is what tells bytes from text
    return /[\u0000-\u0008\u000e-\u001a]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

function textOf(key: string, text: string, whole: boolean): ObjectPreview {
  if (/\.(csv|tsv)$/i.test(key)) return { kind: 'text', format: 'csv', text, whole };
  if (!/\.(json|jsonl|ndjson)$/i.test(key)) return { kind: 'text', format: 'text', text, whole };
  return { kind: 'text', format: 'json', text: (whole && /\.json$/i.test(key) && indented(text)) || text, whole };
}

function indented(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2).slice(0, TEXT_MAX);
  } catch {
    return null; // not one value: shown as it is
  }
}

const hexOf = (bytes: Buffer): string => (bytes.toString('hex', 0, HEX_BYTES).match(/../g) ?? []).join(' ');
