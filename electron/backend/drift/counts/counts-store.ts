import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { DriftConfig } from '../../../../shared/models/drift-config';
import type { ReportSide } from '../../../../shared/models/drift-report';
import type { Tables } from '../judge-drift';
import { scanThread } from '../scan/scan-thread';
import type { CountWindows } from './count-tables';
import type { CountsAsked, WindowCounts } from './counts-file';
import type { FrozenBins } from './frozen-bins';

const Part = z.object({
  key: z.string(),
  stamp: z.string(),
  read: z.number(),
  faults: z.array(z.object({ column: z.string(), reason: z.object({ id: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) }) })),
});
export type CountedPart = z.infer<typeof Part>;

type Heard = { readonly signal?: AbortSignalLike | undefined; readonly temporary?: string | undefined };

/**
 * Counts of what was read, part by part: a part (a file, an object, an hour of a log) is counted once, and again when its stamp is another.
 * Windows and roll-ups are sums over these, so no row is read again. A folder for each set of bins, a counts table for each part.
 */
export class CountsStore {
  /** @param folder of one set of bins (a version of a monitor, a slice of it) */
  constructor(
    private readonly folder: string,
    private readonly thread = scanThread,
  ) {}

  /** What was counted, by key. */
  parts(): Map<string, CountedPart> {
    const found = new Map<string, CountedPart>();
    for (const name of this.#names('.json')) {
      try {
        const part = Part.parse(JSON.parse(readFileSync(join(this.folder, name), 'utf8')));
        found.set(part.key, part);
      } catch {
        // Written halfway: counted again.
      }
    }
    return found;
  }

  /** Counts a part anew. Throws what its reading throws; what was counted of it before then stays. */
  async count(
    { key, stamp }: { readonly key: string; readonly stamp: string },
    asked: { readonly monitor: string; readonly source: Tables; readonly bins: FrozenBins; readonly windows: CountWindows },
    { signal, temporary }: Heard = {},
  ): Promise<CountedPart> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const file = this.#path(key, '.parquet');
    rmSync(this.#path(key, '.json'), { force: true }); // it is counted once its note is there
    const { read, faults } = await this.thread.do('count', { ...asked, file, temporary }, { signal });
    const part: CountedPart = {
      key,
      stamp,
      read,
      faults: faults.map(({ column, reason }) => ({ column, reason: { id: reason.id, values: { ...reason.values } } })),
    };
    const next = `${this.#path(key, '.json')}.next`;
    writeFileSync(next, JSON.stringify(part), { mode: 0o600 });
    renameSync(next, this.#path(key, '.json'));
    return part;
  }

  remove(key: string): void {
    for (const ending of ['.json', '.parquet']) rmSync(this.#path(key, ending), { force: true });
  }

  removeAll(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Windows of all parts together, by column and time. */
  async windows(asked: CountsAsked, { signal, temporary }: Heard = {}): Promise<WindowCounts[]> {
    const files = [...this.parts().keys()].map((key) => this.#path(key, '.parquet'));
    return files.length === 0 ? [] : this.thread.do('windows', { files, asked, temporary }, { signal });
  }

  #path(key: string, ending: string): string {
    return join(this.folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}${ending}`);
  }

  #names(ending: string): string[] {
    try {
      return readdirSync(this.folder)
        .filter((name) => name.endsWith(ending))
        .toSorted();
    } catch {
      return [];
    }
  }
}

export type FrozenReference = { readonly bins: FrozenBins; readonly reference: ReportSide };

/** Bins that a reference fixes, with its own counts in them. Throws as `judgeDrift` does. */
export async function freezeReference(
  reference: Tables,
  config: DriftConfig,
  options: Heard & { readonly cache?: string | undefined } = {},
): Promise<FrozenReference> {
  const { signal, ...rest } = options;
  return scanThread.do('freeze', { reference, config, ...rest }, { signal });
}
