import type { AbortSignalLike } from '../../../shared/api/verb';
import { AppError, failure, failureOf } from '../../../shared/models/failure';
import type { LevelPage, ListedAt } from '../connectors/contract';
import { nodeSignal } from './node-signal';
import type { Objects } from './objects';

export type PlacedObject = { readonly key: string; readonly size: number; readonly etag: string; readonly modifiedAt: number };

/** More are no data of one machine, but a mistaken prefix. */
const KEYS_MAX = 100_000;
/** How long a file is kept for whoever asked for it and does not say when it is done. */
const HELD_MS = 10 * 60_000;

/** One connection's objects, for whoever reads many of them: all below a prefix, and each as a file. */
export class ObjectPlace {
  constructor(
    private readonly objects: Objects,
    private readonly connection: string,
  ) {}

  /** At any depth, in the order of their keys. Where none may be listed, the one of this name. @throws AppError */
  async list(bucket: string, prefix: string, signal: AbortSignalLike): Promise<readonly PlacedObject[]> {
    try {
      return await this.#list(bucket, prefix, signal);
    } catch (error) {
      if (failureOf(error).code !== 'forbidden' || prefix === '' || prefix.endsWith('/')) throw error;
      const named = await this.#named(bucket, prefix, signal);
      if (named === null) throw error;
      return [named];
    }
  }

  async #named(bucket: string, key: string, signal: AbortSignalLike): Promise<PlacedObject | null> {
    try {
      const object = { bucket, key, version: null };
      const { size, etag, modifiedAt } = await this.objects.ask(this.connection, (blobs, session) => blobs.facts(session, object, nodeSignal(signal)));
      return { key, size, etag, modifiedAt: modifiedAt ?? 0 };
    } catch (error) {
      if (['not-found', 'forbidden'].includes(failureOf(error).code)) return null;
      throw error;
    }
  }

  async #list(bucket: string, prefix: string, signal: AbortSignalLike): Promise<readonly PlacedObject[]> {
    const found: PlacedObject[] = [];
    let after: string | null = null;
    do {
      const at: ListedAt = { bucket, prefix, after, deep: true };
      const page: LevelPage = await this.objects.ask(this.connection, (blobs, session) => blobs.list(session, at, nodeSignal(signal)));
      for (const { key, size, etag, modifiedAt } of page.objects) if (etag !== null) found.push({ key, size, etag, modifiedAt: modifiedAt ?? 0 });
      if (found.length > KEYS_MAX)
        throw new AppError(failure('invalid', { reason: 'data-too-many', values: { path: `${bucket}/${prefix}`, most: String(KEYS_MAX) } }));
      ({ after } = page);
    } while (after !== null);
    return found;
  }

  /**
   * A file that holds exactly the object with this ETag: all of it, or of a Parquet file these columns alone, and then nothing else may
   * be read of it. It lies there for ten minutes at least. @throws AppError `stale` where the object is another by now
   */
  async fetch(bucket: string, key: string, etag: string, signal: AbortSignalLike, columns: readonly string[] | null = null): Promise<string> {
    const held = await this.objects.hold(this.connection, { bucket, key, version: null }, { columns, etag }, { signal: nodeSignal(signal) });
    setTimeout(held.release, HELD_MS).unref();
    return held.path;
  }
}
