import { createHash } from 'node:crypto';
import type { AbortSignalLike } from '../../../shared/api/verb';
import type { DriftConfig } from '../../../shared/models/drift-config';
import type { DriftReport } from '../../../shared/models/drift-report';
import type { DataFormat } from '../tables/source-files';
import { judgeReport } from './judge/judge-report';
import { scanThread } from './scan/scan-thread';

/** A side of a comparison: files, folders (all files of the format below it) and globs, by absolute paths. */
export type Tables = {
  readonly name: string;
  readonly files: readonly string[];
  /** Of files that hold parts of objects of a store: which bytes they are, in the store's own words. By path. */
  readonly identities?: Readonly<Record<string, string>> | undefined;
  /** By the endings of their names where it is not said. */
  readonly format?: DataFormat | undefined;
  /** Rows that count: those whose value is one of these (as text), of a category by its name. */
  readonly slice?: Slice | undefined;
};
/** `since`: and of those the ones that a column of times says to be of that moment (epoch ms) or later. */
export type Slice = {
  readonly column: string;
  readonly values: readonly string[];
  readonly since?: { readonly column: string; readonly at: number } | undefined;
};

/** What is done of all that is to be done, from 0 to 1, and what is at hand. */
export type DriftProgress = { readonly step: 'reference' | 'current' | 'judge'; readonly part: number };

export type JudgeOptions = {
  readonly signal?: AbortSignalLike | undefined;
  readonly onProgress?: ((progress: DriftProgress) => void) | undefined;
  /** A folder for the statistics of references, frozen by the digest of their content: without it each reference is read again. */
  readonly cache?: string | undefined;
  /** Where DuckDB may put what does not fit into memory; else a folder of its own below the system's. */
  readonly temporary?: string | undefined;
};

/**
 * What changed from the reference to the current side, measured and judged column by column. What is wrong with one column is said of
 * that column. Throws AppError `invalid` or `local` where a side cannot be read at all, and `cancelled`.
 */
export async function judgeDrift(reference: Tables, current: Tables, config: DriftConfig, options: JudgeOptions = {}): Promise<DriftReport> {
  const { signal, onProgress, cache, temporary } = options;
  const scanned = await scanThread.do('scan', { reference, current, config, cache, temporary }, { signal, onProgress });
  onProgress?.({ step: 'judge', part: 1 });
  return judgeReport({ ...scanned, config, configDigest: configDigest(config) });
}

/** The same for the same configuration, in whatever order its fields came. */
export const configDigest = (config: DriftConfig): string =>
  createHash('sha256')
    .update(JSON.stringify(inOrder(config)))
    .digest('hex');

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, inOrder(each)]),
  );
}
