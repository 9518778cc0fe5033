import type { AbortSignalLike } from '../../shared/api/verb';
import { AppError, failure, failureOf } from '../../shared/models/failure';
import { identityOf, NO_SECRET, type ObjectStoreSettings } from '../../shared/models/object-store';
import type { Session } from './connectors/contract';
import { objectStore } from './connectors/object-store/connector';
import { createObjectStoreSystem } from './connectors/object-store/system';
import type { Tables } from './drift/judge-drift';
import { nodeSignal } from './objects/node-signal';
import { ObjectCopies } from './objects/object-copies';
import { ObjectPlace } from './objects/object-place';
import { Objects } from './objects/objects';
import { isGlob, matchesGlob } from './tables/glob';
import { type DataFormat, formatOf } from './tables/source-files';

const ADDRESS = /^s3:\/\/([^/]+)\/?(.*)$/s;
/** The one store that there is here has no need of a name. */
const HERE = 'store';
const COPIES_BYTES = 10e9;
/** Marks of the tools that wrote a folder. */
const MARK = /(^|\/)[._][^/]*$/;

type Found = { readonly bucket: string; readonly key: string; readonly etag: string };

/** Objects of one store as tables, for whoever has no connections: read as monitors read them. Everything throws AppError. */
export class StoreTables {
  readonly #session: Session;
  readonly #objects: Objects;
  readonly #held: { readonly path: string; readonly address: string; release(): void }[] = [];

  /** @param folder for parts of objects, as long as this is open */
  constructor(settings: ObjectStoreSettings, folder: string, env: Readonly<NodeJS.ProcessEnv>) {
    const session = createObjectStoreSystem(env).open(settings, () => NO_SECRET);
    const connection = {
      stored: { system: 'object-store', options: { enabled: true } },
      session: () => session,
      heard: () => undefined,
      view: () => ({ target: session.target() }),
    };
    this.#session = session;
    this.#objects = new Objects({
      connections: { get: () => connection },
      connectors: [objectStore],
      copies: new ObjectCopies({ folder, maxBytes: COPIES_BYTES }),
    });
  }

  /** @param addresses of objects, prefixes and globs: `s3://bucket/key` @param columns of Parquet: those alone travel; null: all */
  async tables(
    addresses: readonly string[],
    columns: readonly string[] | null,
    signal: AbortSignalLike,
  ): Promise<Pick<Tables, 'files' | 'format' | 'identities'>> {
    const all = new Map<string, Found>();
    let format: DataFormat | null = null;
    for (const address of addresses) {
      const found = await this.#at(address, signal);
      format ??= formatOf(found[0]?.key ?? '');
      if (format === null) throw new AppError(failure('invalid', { reason: 'data-format-unknown', values: { file: address, path: address } }));
      for (const object of found) if (formatOf(object.key) === format) all.set(`${object.bucket}/${object.key}`, object);
    }
    const files: string[] = [];
    const identities: Record<string, string> = {};
    for (const { bucket, key, etag } of all.values()) {
      const ref = { bucket, key, version: null };
      const held = await this.#objects.hold(HERE, ref, { columns: format === 'parquet' ? columns : null, etag }, { signal: nodeSignal(signal) });
      this.#held.push({ path: held.path, address: `s3://${bucket}/${key}`, release: held.release });
      files.push(held.path);
      identities[held.path] = identityOf(ref, etag);
    }
    return { files, format: format ?? undefined, identities };
  }

  /** A text about files that objects lie in here, with the names of the objects. */
  named = (text: string): string => this.#held.reduce((said, { path, address }) => said.replaceAll(path, address), text);

  close(): void {
    for (const { release } of this.#held.splice(0)) release();
    this.#session.close();
  }

  /** Never empty. */
  async #at(address: string, signal: AbortSignalLike): Promise<readonly Found[]> {
    const [, bucket, key = ''] = ADDRESS.exec(address) ?? [];
    if (bucket === undefined) throw new AppError(failure('invalid', { reason: 'bucket-unknown', values: { bucket: address } }));
    const isPrefix = key === '' || key.endsWith('/');
    const glob = isGlob(key);
    let missing: unknown = null;
    if (!glob && !isPrefix) {
      try {
        const { etag } = await this.#objects.ask(HERE, (blobs, session) => blobs.facts(session, { bucket, key, version: null }, nodeSignal(signal)));
        return [{ bucket, key, etag }];
      } catch (error) {
        if (failureOf(error).code !== 'not-found') throw error;
        missing = error;
      }
    }
    const prefix = glob ? key.slice(0, key.search(/[*?[]/)) : isPrefix ? key : `${key}/`;
    const listed = await new ObjectPlace(this.#objects, HERE).list(bucket, prefix, signal).catch((error: unknown) => {
      throw missing !== null && failureOf(error).code === 'forbidden' ? missing : error;
    });
    const wanted = listed.filter((each) => each.size > 0 && (glob ? matchesGlob(key, each.key) : formatOf(each.key) !== null && !MARK.test(each.key)));
    if (wanted.length > 0) return wanted.map((each) => ({ bucket, key: each.key, etag: each.etag }));
    throw missing ?? new AppError(failure('invalid', { reason: 'data-none', values: { file: address } }));
  }
}
