import type { MonitorSource } from '../../../shared/models/drift-monitor';
import type { Bucket, ListedObject } from '../../../shared/models/object-store';

export type Row = {
  /** A bucket's name, a prefix, or a whole key. */
  readonly key: string;
  readonly kind: 'bucket' | 'prefix' | 'object';
  /** Without what all here begin with. */
  readonly name: string;
  readonly size: number | null;
  readonly at: number | null;
  readonly storageClass: string;
  readonly said: boolean;
};

type Level = { readonly prefixes: readonly string[]; readonly objects: readonly ListedObject[] };
const PLAIN = { size: null, at: null, storageClass: '', said: false } as const;

/** As many as have been read: prefixes before objects, in the order of the store, which is that of the keys. */
export function levelRows(pages: readonly Level[], prefix: string, text: string): readonly Row[] {
  const prefixes = new Set(pages.flatMap((page) => page.prefixes));
  const rows: Row[] = [...prefixes].map((key) => ({ ...PLAIN, key, kind: 'prefix', name: key.slice(prefix.length) }));
  for (const { objects } of pages)
    for (const { key, size, modifiedAt, storageClass } of objects)
      rows.push({ key, kind: 'object', name: key.slice(prefix.length), size, at: modifiedAt, storageClass, said: false });
  return matching(rows, text);
}

export const bucketRows = (pages: readonly { readonly buckets: readonly Bucket[] }[], text: string): readonly Row[] =>
  matching(
    pages.flatMap(({ buckets }) => buckets.map(({ name, createdAt, said }): Row => ({ ...PLAIN, key: name, kind: 'bucket', name, at: createdAt, said }))),
    text,
  );

function matching(rows: readonly Row[], text: string): readonly Row[] {
  const wanted = text.trim().toLowerCase();
  return wanted === '' ? rows : rows.filter(({ name }) => name.toLowerCase().includes(wanted));
}

/** The way down to a prefix: `a/b/` is `a/`, then `a/b/`. */
export function stepsOf(prefix: string): readonly { readonly prefix: string; readonly name: string }[] {
  const names = prefix.split('/').slice(0, -1);
  return names.map((name, index) => ({ name: name || '/', prefix: `${names.slice(0, index + 1).join('/')}/` }));
}

/** Where an object lies, as tools of S3 take it. */
export const addressOf = (bucket: string, key: string): string => `s3://${bucket}/${key}`;
/** Where an object lies: everything up to its last slash. */
export const prefixOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);
/** By how its name ends: tables alone can drift. */
const FORMATS: readonly (readonly [ends: RegExp, format: 'parquet' | 'csv' | 'jsonl'])[] = [
  [/\.(parquet|pq)$/i, 'parquet'],
  [/\.(csv|tsv)(\.gz)?$/i, 'csv'],
  [/\.(jsonl|ndjson|json)(\.gz)?$/i, 'jsonl'],
];
const IN_PATTERNS = /[*?[\]{}!\\]/;
/** One object as rows that can drift; null where it is no table. */
export function tableOf(connection: string, bucket: string, key: string): MonitorSource | null {
  const format = FORMATS.find(([ends]) => ends.test(key))?.[1];
  if (!format) return null;
  // Others may begin as its key does; a name that would be a pattern is told by its beginning all the same.
  const [prefix, glob] = IN_PATTERNS.test(nameOf(key)) ? [key, null] : [prefixOf(key), nameOf(key)];
  return { kind: 'objects', connection, bucket, prefix, glob, format, time: null };
}
export const nameOf = (key: string): string => key.slice(prefixOf(key).length) || key;
