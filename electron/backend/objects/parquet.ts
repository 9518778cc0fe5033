import type { FileMetaData } from 'hyparquet';
import { z } from 'zod';
import { AppError, failure } from '../../../shared/models/failure';
import type { ParquetColumn } from '../../../shared/models/object-store';
import type { Span } from '../connectors/contract';
import type { Copy } from './object-copies';

/** Of most files this holds the whole footer. */
const TAIL_BYTES = 64 * 1_024;
const MAGIC = 'PAR1';
/** Its length, and the magic. */
const END_BYTES = 8;
/** A footer that is longer is none. */
const FOOTER_MAX = 512 * 2 ** 20;

export type Footer = { readonly metadata: FileMetaData; readonly span: Span };

const broken = (key: string, text?: string) => new AppError(failure('invalid', { reason: 'data-cut-short', values: { where: key }, ...(text && { text }) }));

/** What stands at the end of a Parquet file: where each column lies. Reads no more than it must. @throws AppError */
export async function readFooter(copy: Copy, key: string, size: number, signal: AbortSignal): Promise<Footer> {
  if (size < MAGIC.length + END_BYTES) throw broken(key);
  await copy.fetch([{ start: Math.max(0, size - TAIL_BYTES), end: size }], signal);
  const end = Buffer.from(await copy.bytes({ start: size - END_BYTES, end: size }));
  const magic = end.toString('latin1', 4);
  if (magic === 'PARE') throw new AppError(failure('unsupported', { reason: 'data-format-unknown', values: { where: key, file: key } }));
  const length = end.readUInt32LE(0);
  if (magic !== MAGIC || length > FOOTER_MAX || length + MAGIC.length + END_BYTES > size) throw broken(key);
  const span = { start: size - END_BYTES - length, end: size };
  await copy.fetch([span], signal);
  const { parquetMetadata } = await import('hyparquet');
  const bytes = await copy.bytes(span);
  let metadata: FileMetaData;
  try {
    metadata = parquetMetadata(bytes);
  } catch (error) {
    throw broken(key, error instanceof Error ? error.message : String(error));
  }
  if (!Sound.safeParse(metadata).success) throw broken(key);
  return { metadata, span };
}

/** What is relied on below: of a footer whose bytes were changed, its reader may leave anything out. */
const size = z.bigint().nonnegative();
const Sound = z.object({
  num_rows: size,
  schema: z.array(z.object({ name: z.string(), num_children: z.number().int().nonnegative().max(1e6).optional() })).min(1),
  row_groups: z.array(
    z.object({
      num_rows: size,
      columns: z.array(
        z.object({
          meta_data: z.object({
            path_in_schema: z.array(z.string()).min(1),
            codec: z.string(),
            type: z.string(),
            total_compressed_size: size,
            data_page_offset: size,
            dictionary_page_offset: size.optional(),
            bloom_filter_offset: size.optional(),
            bloom_filter_length: z.number().int().nonnegative().optional(),
          }),
        }),
      ),
    }),
  ),
});

type Chunk = { readonly column: string; readonly group: number; readonly span: Span };

/** Where every column lies in every row group; of a file whose footer points outside of it, nothing. @throws AppError */
export function chunksOf({ metadata, span: { start: footer } }: Footer, key: string): Chunk[] {
  return metadata.row_groups.flatMap(({ columns }, group) =>
    columns.flatMap(({ meta_data: chunk, file_path: elsewhere }) => {
      if (!chunk) return [];
      const { path_in_schema: path, total_compressed_size: length, data_page_offset: data, dictionary_page_offset: dictionary } = chunk;
      // Some writers say 0 where there is none.
      const start = Number(dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data);
      const end = start + Number(length);
      if (elsewhere || end > footer) throw broken(key, `${path.join('.')}: ${start}–${end}`);
      const bloom = Number(chunk.bloom_filter_offset ?? 0);
      const bloomEnd = Math.min(footer, bloom + (chunk.bloom_filter_length ?? 0));
      const column = path[0] ?? '';
      return [{ column, group, span: { start, end } }, ...(bloom > 0 && bloomEnd > bloom ? [{ column, group, span: { start: bloom, end: bloomEnd } }] : [])];
    }),
  );
}

/** What the columns take, over all row groups, in the order of the file. */
export function columnsOf({ metadata }: Footer): ParquetColumn[] {
  const columns = new Map<string, ParquetColumn>();
  const leaves = metadata.schema.filter(({ num_children: children }) => !children);
  for (const { columns: chunks } of metadata.row_groups) {
    chunks.forEach(({ meta_data: chunk }, index) => {
      if (!chunk) return;
      const name = chunk.path_in_schema.join('.');
      const before = columns.get(name);
      const leaf = leaves[index];
      const type = leaf?.logical_type?.type ?? leaf?.converted_type ?? chunk.type;
      columns.set(name, { name, type, codec: chunk.codec, bytes: (before?.bytes ?? 0) + Number(chunk.total_compressed_size) });
    });
  }
  return [...columns.values()];
}
