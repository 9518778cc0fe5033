import type { Output } from '../../../../shared/api/api';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { MonitorSource } from '../../../../shared/models/drift-monitor';
import { duckFailure } from '../../tables/duck-failure';
import { withDuck } from '../scan/open-duck';
import { sideFiles } from '../scan/side-files';
import { openSide, type SideColumn } from '../scan/side-table';
import { isMeta, META } from '../payloads/feature-columns';
import { predictionsOf } from './basis';
import { msOf } from './rows-of';
import { listSource, type SourceNeeds } from './source-parts';

/** Files that are looked into: the first and the last tell how far it reaches. */
const LOOKED_INTO = 2;

/** What a source holds, by its first and last part. @throws AppError */
export async function peek(source: MonitorSource, sources: SourceNeeds, signal: AbortSignalLike): Promise<Output<'drift.peek'>> {
  const listed = await listSource(source, sources, signal);
  const { parts, format } = listed;
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const ends = parts.length > LOOKED_INTO ? [parts[0], parts.at(-1)] : parts;
  const tables = await Promise.all(ends.map((part) => part?.table(signal, []) ?? null));
  const files = tables.filter((file) => file !== null);
  const written = parts.map(({ at }) => at);
  const reach = { first: written.length === 0 ? null : Math.min(...written), last: written.length === 0 ? null : Math.max(...written) };
  const [newest] = files.slice(-1);
  if (newest === undefined) return { columns: [], times: [], files: parts.length, bytes, first: null, last: null };
  const predictions = listed.ofPayloads ? await predictionsOf(newest, sources) : [];
  const side = await sideFiles({ files, format }, signal);
  try {
    return await withDuck({ files: side.files.map(({ path }) => path), temporary: sources.temporary }, async (connection) => {
      const { columns, rows } = await openSide(connection, side, undefined, 'peeked');
      const own = columns.filter(({ name }) => !isMeta(name));
      const times = own.filter(({ kind }) => kind === 'time').map(({ name }) => name);
      const time = columns.find(({ name }) => name === (listed.ofPayloads ? META.time : (listed.time ?? times[0])));
      const span = time ? await spanOf(time, (await rows()).from) : reach;
      return {
        columns: own.map(({ name, type }) => ({ name, type, role: predictions.includes(name) ? ('prediction' as const) : ('input' as const) })),
        times,
        files: parts.length,
        bytes,
        ...span,
      };

      async function spanOf(column: SideColumn, from: string) {
        await Promise.all(ends.map((part) => part?.table(signal, [column.name])));
        const read = await connection.runAndReadAll(`SELECT min(t)::DOUBLE, max(t)::DOUBLE FROM (SELECT ${msOf(column)} AS t FROM ${from})`);
        const [first, last] = read.getRowsJson()[0] ?? [];
        return typeof first === 'number' && typeof last === 'number' ? { first: Math.floor(first), last: Math.floor(last) } : reach;
      }
    });
  } catch (error) {
    throw duckFailure(error, { source: newest });
  }
}
