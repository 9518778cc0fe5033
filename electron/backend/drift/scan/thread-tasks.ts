// What the thread does, and what it is told and says. Both ends are ours and built together, so nothing is parsed twice.
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { assertNever } from '../../../../shared/lib/assert-never';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { DriftConfig } from '../../../../shared/models/drift-config';
import type { Failure } from '../../../../shared/models/failure';
import { type Counted, type CountWindows, countTables } from '../counts/count-tables';
import { type CountsAsked, readWindows, type WindowCounts } from '../counts/counts-file';
import { CountsWriter } from '../counts/counts-writer';
import type { FrozenReference } from '../counts/counts-store';
import { type FrozenBins, freezeBins } from '../counts/frozen-bins';
import type { DriftProgress, Tables } from '../judge-drift';
import { interrupted } from './interrupted';
import { type DuckLimits, withDuck } from './open-duck';
import { type Scanned, scanSides } from './scan-sides';
import { sameStill, sideFiles } from './side-files';
import { openSide } from './side-table';

type Heard = { readonly signal?: AbortSignalLike | undefined; readonly onProgress?: ((progress: DriftProgress) => void) | undefined };
type Limited = { readonly temporary?: string | undefined; readonly limits?: DuckLimits | undefined };
type Scan = Limited & { readonly reference: Tables; readonly current: Tables; readonly config: DriftConfig; readonly cache?: string | undefined };
type Freeze = Limited & { readonly reference: Tables; readonly config: DriftConfig; readonly cache?: string | undefined };
type Count = Limited & { readonly monitor: string; readonly source: Tables; readonly bins: FrozenBins; readonly windows: CountWindows; readonly file: string };
type Windows = Limited & { readonly files: readonly string[]; readonly asked: CountsAsked };

export const TASKS = {
  scan: ({ reference, current, config, ...options }: Scan, heard: Heard): Promise<Scanned> => scanSides(reference, current, config, { ...options, ...heard }),

  async freeze({ reference, config, ...options }: Freeze, heard: Heard): Promise<FrozenReference> {
    const { columns, reference: side } = await scanSides(reference, reference, config, { ...options, ...heard });
    return { bins: freezeBins(side.digest, columns, config), reference: side };
  },

  async count({ monitor, source, bins, windows, file, ...limits }: Count, { signal, onProgress }: Heard): Promise<Counted> {
    const side = await sideFiles(source, signal);
    const files = side.files.map(({ path }) => path);
    return withDuck({ ...limits.limits, temporary: limits.temporary, files, bytes: side.bytes, folders: [dirname(file)] }, (connection) =>
      interrupted(connection, signal, files[0] ?? '', async () => {
        const table = await openSide(connection, side, source.slice, 'source_rows');
        const heard = (part: number) => onProgress?.({ step: 'current', part });
        const writer = await CountsWriter.open(connection);
        const counted = await countTables(connection, table, bins, windows, (rows) => writer.put(rows), { signal, heard });
        await sameStill(side);
        await writer.write(file, monitor);
        return counted;
      }),
    );
  },

  windows: ({ files, asked, ...limits }: Windows, { signal }: Heard): Promise<WindowCounts[]> =>
    withDuck({ ...limits.limits, temporary: limits.temporary, files, bytes: sizeOf(files) }, (connection) =>
      interrupted(connection, signal, files[0] ?? '', () => readWindows(connection, files, asked)),
    ),
} as const;

const sizeOf = (files: readonly string[]): number => files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);

export type TaskName = keyof typeof TASKS;
export type TaskOf<N extends TaskName> = Parameters<(typeof TASKS)[N]>[0];
export type AnswerOf<N extends TaskName> = Awaited<ReturnType<(typeof TASKS)[N]>>;

export type ToThread =
  | { [N in TaskName]: { readonly type: 'do'; readonly id: number; readonly name: N; readonly task: TaskOf<N> } }[TaskName]
  | { readonly type: 'stop'; readonly id: number }
  /** Stop all, and end. */
  | { readonly type: 'end' };

/** Does what it is told. */
export function perform(message: Extract<ToThread, { type: 'do' }>, heard: Heard): Promise<unknown> {
  switch (message.name) {
    case 'scan':
      return TASKS.scan(message.task, heard);
    case 'freeze':
      return TASKS.freeze(message.task, heard);
    case 'count':
      return TASKS.count(message.task, heard);
    case 'windows':
      return TASKS.windows(message.task, heard);
    default:
      return assertNever(message);
  }
}

export type FromThread =
  | { readonly type: 'progress'; readonly id: number; readonly progress: DriftProgress }
  | { readonly type: 'done'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly failure: Failure };
