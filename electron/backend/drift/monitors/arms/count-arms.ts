import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AbortSignalLike } from '../../../../../shared/api/verb';
import { failureOf } from '../../../../../shared/models/failure';
import { duckFailure } from '../../../tables/duck-failure';
import { identifier, listLiteral, pathLiteral } from '../../../tables/sql';
import { CountsStore } from '../../counts/counts-store';
import type { Slice } from '../../judge-drift';
import { META } from '../../payloads/feature-columns';
import { withJob } from '../../payloads/reading-job';
import type { Basis } from '../basis';
import type { ListedSource, SourceNeeds, SourcePart } from '../source-parts';
import { type Arms, armsSaid, type Both } from './arm-revisions';
import type { ArmCounts } from './judge-arms';

/** A part was written after its rows came; of an hour that is one part it may be up to that much longer ago. */
const WRITTEN_MS = 3_600_000;

/** Of logs, that are read for it: millions of requests, which tell the arms apart as well as more of them would. */
const BYTES_MAX = 256e6;

/** `since`: when the first row is of that was asked for, later where there are too many; `total`: rows of any revision since then. */
export type CountedArms = { readonly since: number; readonly total: number; readonly rows: Both<number>; readonly counts: Both<ArmCounts> | null };

type Asked = { readonly id: string; readonly basis: Basis; readonly source: ListedSource; readonly arms: Arms; readonly since: number };
type Options = { readonly sources: SourceNeeds; readonly signal: AbortSignalLike };

/** Counts what both revisions answered since then in the bins of a monitor. Nothing is counted where an arm has no row. @throws AppError */
export async function countArms({ id, basis, source, arms, since: wanted }: Asked, { sources, signal }: Options): Promise<CountedArms> {
  const { parts: newest, since } = newestParts(source.parts, wanted);
  const files: string[] = [];
  const stamps = new Map<string, string>();
  for (const part of newest) {
    const file = await part.table(signal).catch((error: unknown) => ifCleared(error, source));
    if (file === null) continue;
    files.push(file);
    stamps.set(part.key, part.stamp);
  }
  const { temporary } = sources;
  const said = files.length === 0 ? new Map<string, number>() : await revisionsSaid(files, since, { temporary, signal });
  const own = armsSaid([...said.keys()], arms);
  const rowsOf = (values: readonly string[]) => values.reduce((sum, value) => sum + (said.get(value) ?? 0), 0);
  const rows = { stable: rowsOf(own.stable), candidate: rowsOf(own.candidate) };
  const total = [...said.values()].reduce((sum, count) => sum + count, 0);
  if (rows.stable === 0 || rows.candidate === 0) return { since, total, rows, counts: null };
  const folder = join(temporary, `arms-${randomUUID()}`);
  const count = async (values: readonly string[]): Promise<ArmCounts> => {
    const slice: Slice = { column: META.revision, values, since: { column: META.time, at: since } };
    const store = new CountsStore(join(folder, randomUUID()));
    const asked = { monitor: id, source: { name: source.name, files, format: source.format, slice }, bins: basis.bins };
    const { faults, read } = await store.count({ key: 'all', stamp: '' }, { ...asked, windows: { size: 'day', time: null, at: since } }, { signal, temporary });
    const parts = new Map([...stamps].map(([key, stamp]) => [key, { key, stamp, read, faults }]));
    return { columns: await store.windows({ by: 'all' }, { signal, temporary }), parts };
  };
  try {
    return { since, total, rows, counts: { stable: await count(own.stable), candidate: await count(own.candidate) } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Those that may hold rows since then; of too many the newest, and since when those hold all that came. The newest one in any case. */
export function newestParts<Part extends Pick<SourcePart, 'at' | 'bytes'>>(
  parts: readonly Part[],
  since: number,
  bytesMax = BYTES_MAX,
): { readonly parts: readonly Part[]; readonly since: number } {
  const own = parts.filter(({ at }) => at + WRITTEN_MS >= since).toSorted((a, b) => b.at - a.at);
  let bytes = 0;
  const over = own.findIndex((part, at) => (bytes += part.bytes) > bytesMax && at > 0);
  if (over < 0) return { parts: own, since };
  return { parts: own.slice(0, over), since: Math.max(since, own[over]?.at ?? since) };
}

/** A log is cleared by age while it is read. Anything else that is wrong with a part leaves open what its rows would have said. */
function ifCleared(error: unknown, { keepsGone }: ListedSource): null {
  if (keepsGone && failureOf(error).detail.reason === 'data-gone') return null;
  throw error;
}

/** Of rows since then, how many say that they are of which revision. */
async function revisionsSaid(
  files: readonly string[],
  since: number,
  { temporary, signal }: { readonly temporary: string; readonly signal: AbortSignalLike },
): Promise<Map<string, number>> {
  const table = `read_parquet(${listLiteral(files.map(pathLiteral))}, union_by_name = true, hive_partitioning = false)`;
  const sql = `SELECT coalesce(${identifier(META.revision)}::VARCHAR, ''), count(*)::DOUBLE FROM ${table}
    WHERE ${identifier(META.time)} >= epoch_ms(${Math.floor(since)}::BIGINT) GROUP BY 1`;
  try {
    const rows = await withJob({ files, folders: [], temporary, signal }, (job) => job.json(sql));
    return new Map(rows.map(([revision, count]) => [String(revision), Number(count)]));
  } catch (error) {
    throw duckFailure(error, { source: files[0] ?? '' });
  }
}
