import type { BigIntStats } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { AbortSignalLike } from '../../../shared/api/verb';
import type { DATA_FORMATS, DataSource } from '../../../shared/models/dataset';
import { AppError, failure } from '../../../shared/models/failure';
import { globBase, isGlob, matchesGlob } from './glob';

export type DataFormat = (typeof DATA_FORMATS)[number];
export type Source = z.infer<typeof DataSource>;

/** A file of a dataset as it lies there. `stamp` differs whenever its content may differ: size, times and inode. */
export type SourceFile = { readonly path: string; readonly bytes: number; readonly stamp: string; readonly mtimeMs: number };

const ENDINGS: Readonly<Record<DataFormat, RegExp>> = {
  parquet: /\.(parquet|parq|pq)$/i,
  csv: /\.(csv|tsv)(\.gz)?$/i,
  jsonl: /\.(jsonl|ndjson|json)(\.gz)?$/i,
};
/** More are no dataset of one machine, but a mistaken glob. */
const FILES_MAX = 100_000;
const STATS_AT_ONCE = 32;

/** By the ending of its name. */
export const formatOf = (path: string): DataFormat | null => {
  const found = Object.entries(ENDINGS).find(([, ending]) => ending.test(path));
  return found ? (found[0] as DataFormat) : null; // a key of ENDINGS
};

/**
 * The files of a source in the order of their paths, which are relative to the workspace. Of a folder: those with the ending of the
 * format, at any depth; names that begin with `.` or `_` are marks of the tools that wrote it.
 * Throws AppError `local` (`data-gone`, `data-unreadable`), `invalid` (`data-none`, `data-empty`).
 */
export async function listFiles(root: string, source: Source, signal?: AbortSignalLike): Promise<SourceFile[]> {
  const paths = await pathsOf(root, source, signal);
  if (paths.length === 0) throw told('invalid', 'data-none', source.path);
  const files: SourceFile[] = [];
  for (let at = 0; at < paths.length; at += STATS_AT_ONCE) {
    stopIf(signal);
    files.push(...(await Promise.all(paths.slice(at, at + STATS_AT_ONCE).map((path) => fileAt(root, path)))));
  }
  const empty = files.find(({ bytes }) => bytes === 0);
  if (empty) throw told('invalid', 'data-empty', empty.path);
  return files;
}

/** As it lies there now. Throws AppError `local`. */
export async function fileAt(root: string, path: string): Promise<SourceFile> {
  const { size, mtimeNs, ctimeNs, ino } = await statOf(root, path);
  return { path, bytes: Number(size), stamp: [size, mtimeNs, ctimeNs, ino].join(' '), mtimeMs: Number(mtimeNs / 1_000_000n) };
}

/** Whether two listings name the same files with the same stamps. */
export const isSameListing = (a: readonly SourceFile[], b: readonly SourceFile[]): boolean =>
  a.length === b.length && a.every(({ path, stamp }, at) => path === b[at]?.path && stamp === b[at].stamp);

/** Peeking needs the format before there is one: of the file itself, or of the first in a folder that has an ending we know. */
export async function guessFormat(root: string, path: string): Promise<DataFormat | null> {
  const own = formatOf(path);
  if (own) return own;
  for (const format of ['parquet', 'csv', 'jsonl'] as const) {
    if ((await pathsOf(root, { path, format })).some((found) => formatOf(found) === format)) return format;
  }
  return null;
}

/** The first bytes of a file. */
export async function readHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A system's error about a path, in our words. */
export function fileFailure(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = code === 'EACCES' || code === 'EPERM' ? 'data-unreadable' : 'data-gone';
  return new AppError(failure('local', { reason, text: code, values: { file: path } }), { cause: error });
}

async function pathsOf(root: string, { path, format }: Source, signal?: AbortSignalLike): Promise<string[]> {
  const whole = path.replace(/\/+$/, '').replace(/^(\.\/)+/, '');
  let found: BigIntStats | null = null;
  try {
    found = await statOf(root, whole);
  } catch (error) {
    if (!isGlob(whole)) throw error;
  }
  if (found?.isFile()) return [whole];
  if (found) return (await walk(root, whole === '.' ? '' : whole, signal)).filter((each) => ENDINGS[format].test(each));
  const base = globBase(whole);
  await statOf(root, base); // a folder that is gone is not a folder without matches
  return (await walk(root, base, signal)).filter((each) => matchesGlob(whole, each));
}

async function walk(root: string, base: string, signal?: AbortSignalLike): Promise<string[]> {
  const files: string[] = [];
  const seen = new Set<string>(); // links may lead in circles
  const into = async (folder: string): Promise<void> => {
    stopIf(signal);
    try {
      const real = await realpath(join(root, folder));
      if (seen.has(real)) return;
      seen.add(real);
      for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
        if (/^[._]/.test(entry.name)) continue;
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await statOf(root, path)).isDirectory());
        if (isFolder) await into(path);
        else if (!entry.isSocket() && !entry.isFIFO()) files.push(path);
        if (files.length > FILES_MAX) throw new AppError(failure('invalid', { reason: 'data-too-many', values: { path: base, most: String(FILES_MAX) } }));
      }
    } catch (error) {
      throw fileFailure(error, folder);
    }
  };
  await into(base);
  return files.toSorted((a, b) => (a < b ? -1 : 1));
}

async function statOf(root: string, path: string): Promise<BigIntStats> {
  try {
    return await stat(join(root, path), { bigint: true });
  } catch (error) {
    throw fileFailure(error, path);
  }
}

const told = (code: 'invalid' | 'local', reason: 'data-none' | 'data-empty', file: string) => new AppError(failure(code, { reason, values: { file } }));

export function stopIf(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) throw new AppError(failure('cancelled'));
}
