import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, failure } from '../../../shared/models/failure';
import type { Span } from '../connectors/contract';
import { storeFailure } from '../lib/store-failure';
import { bytesOfSpans, cutSpans, mergeSpans, missingSpans } from './spans';

/** One state of one object, wherever it lies. */
export interface BlobSource {
  /** Differs where connection, bucket, key, version or ETag do. */
  readonly identity: string;
  /** Its ending is that of the copy: tools go by it. */
  readonly key: string;
  readonly size: number;
  read(span: Span, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

export interface Copy {
  readonly path: string;
  /** Bytes that have come from the store since it was opened. */
  readonly bytesRead: number;
  /** Afterwards the file holds these bytes. Throws AppError; what came until then stays. */
  fetch(spans: readonly Span[], signal: AbortSignal, onBytes?: (bytes: number) => void): Promise<void>;
  bytes(span: Span): Promise<Uint8Array>;
  /** It may go from now on, when room is needed. */
  release(): void;
}

export type CopiesOptions = { readonly folder: string; readonly maxBytes: number; readonly now?: () => number };

const PIECE_BYTES = 8 * 2 ** 20;
const AT_ONCE = 4;
/** Copies that another app on this store used so recently may be in use there. */
const OTHERS_MS = 10 * 60_000;
const HAVE = 'have.json';
const Have = z.object({ size: z.number(), spans: z.array(z.object({ start: z.number(), end: z.number() })) });
const ENDING = /\.[a-z]{1,8}(\.gz)?$/i;

type Entry = { readonly name: string; readonly folder: string; readonly file: string; have: Span[]; holders: number; turn: Promise<unknown> };

/**
 * Parts of objects as files as large as the objects, with nothing where nothing was asked for: whoever reads tables reads them like
 * whole ones. Bounded; what was used longest ago goes first. An object with another ETag is another file.
 */
export class ObjectCopies {
  readonly #entries = new Map<string, Entry>();
  /** One at a time makes room. */
  #room: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: CopiesOptions) {}

  /** Makes the file, still empty. @throws AppError `local` */
  async open(source: BlobSource): Promise<Copy> {
    const entry = await this.#entry(source);
    entry.holders += 1;
    let held = true;
    let bytesRead = 0;
    return {
      path: entry.file,
      get bytesRead() {
        return bytesRead;
      },
      fetch: (spans, signal, onBytes) =>
        this.#inTurn(entry, () =>
          this.#fetch(entry, source, spans, signal, (bytes) => {
            bytesRead += bytes;
            onBytes?.(bytes);
          }),
        ),
      async bytes({ start, end }) {
        const file = await open(entry.file, 'r');
        try {
          const bytes = new Uint8Array(end - start);
          await file.read(bytes, 0, bytes.length, start);
          return bytes;
        } finally {
          await file.close();
        }
      },
      release: () => {
        if (held) entry.holders -= 1;
        held = false;
      },
    };
  }

  async #entry({ identity, key, size }: BlobSource): Promise<Entry> {
    const name = createHash('sha256').update(identity).digest('hex').slice(0, 32);
    const known = this.#entries.get(name);
    if (known) {
      await known.turn;
      if (known.holders > 0 || (await lengthOf(known.file)) === size) return known;
      this.#entries.delete(name); // somebody cleaned up
    }
    const folder = join(this.options.folder, name);
    const file = join(folder, `object${ENDING.exec(key)?.[0].toLowerCase() ?? ''}`);
    const entry: Entry = { name, folder, file, have: [], holders: 0, turn: Promise.resolve() };
    this.#entries.set(name, entry);
    const ready = prepare(entry, size);
    entry.turn = ready.catch(() => undefined);
    try {
      await ready;
    } catch (error) {
      this.#entries.delete(name);
      throw localError(error);
    }
    return entry;
  }

  #inTurn(entry: Entry, work: () => Promise<void>): Promise<void> {
    const turn = entry.turn.then(work, work);
    entry.turn = turn.catch(() => undefined);
    return turn;
  }

  async #fetch(entry: Entry, source: BlobSource, spans: readonly Span[], signal: AbortSignal, onBytes: (bytes: number) => void): Promise<void> {
    const missing = missingSpans(spans, entry.have);
    if (missing.length === 0) return;
    await this.#makeRoom(bytesOfSpans(missing));
    const pieces = cutSpans(missing, PIECE_BYTES);
    const done: Span[] = [];
    const abort = new AbortController();
    const stop = () => abort.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    const file = await open(entry.file, 'r+').catch((error: unknown) => {
      throw localError(error);
    });
    try {
      signal.throwIfAborted();
      const worker = async () => {
        for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
          let at = piece.start;
          for await (const chunk of source.read(piece, abort.signal)) {
            await file.write(chunk, 0, chunk.length, at).catch((error: unknown) => {
              throw localError(error);
            });
            at += chunk.length;
            onBytes(chunk.length);
          }
          done.push(piece);
        }
      };
      const ends = await Promise.allSettled(
        Array.from({ length: AT_ONCE }, () =>
          worker().catch((error: unknown) => {
            abort.abort(error); // the others read no further
            throw error;
          }),
        ),
      );
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw signal.aborted ? new AppError(failure('cancelled')) : (abort.signal.reason ?? failed.reason);
    } finally {
      signal.removeEventListener('abort', stop);
      await file.close();
      await this.#note(entry, done, source.size);
    }
  }

  /** Written after the bytes: what a crash leaves out is read again. */
  async #note(entry: Entry, done: readonly Span[], size: number): Promise<void> {
    entry.have = mergeSpans([...entry.have, ...done]);
    const draft = join(entry.folder, `${HAVE}.${randomBytes(4).toString('hex')}`);
    try {
      await writeFile(draft, JSON.stringify({ size, spans: entry.have }), { mode: 0o600 });
      await rename(draft, join(entry.folder, HAVE));
    } catch (error) {
      throw localError(error);
    }
  }

  /** @throws AppError `object-too-large` where not even an otherwise empty folder has that room */
  #makeRoom(bytes: number): Promise<void> {
    const turn = this.#room.then(() => this.#evict(bytes));
    this.#room = turn.catch(() => undefined);
    return turn;
  }

  async #evict(bytes: number): Promise<void> {
    const { folder, maxBytes, now = Date.now } = this.options;
    const names = await readdir(folder);
    const all = await Promise.all(names.map(async (name) => ({ name, ...(await usedOf(join(folder, name))) })));
    let used = all.reduce((sum, each) => sum + each.bytes, 0);
    for (const { name, at, bytes: own } of all.toSorted((a, b) => a.at - b.at)) {
      if (used + bytes <= maxBytes) return;
      const entry = this.#entries.get(name);
      if (entry ? entry.holders > 0 : now() - at < OTHERS_MS) continue;
      this.#entries.delete(name);
      await rm(join(folder, name), { recursive: true, force: true });
      used -= own;
    }
    if (used + bytes > maxBytes) {
      const values = { needed: megabytes(bytes), room: megabytes(maxBytes) };
      throw new AppError(failure('local', { reason: 'object-too-large', values }));
    }
  }
}

const megabytes = (bytes: number) => String(Math.ceil(bytes / 1e6));

/** What an earlier session left is used on, if it is whole. */
async function prepare(entry: Entry, size: number): Promise<void> {
  await mkdir(entry.folder, { recursive: true, mode: 0o700 });
  const kept = await readHave(entry.folder);
  if (kept && kept.size === size && (await lengthOf(entry.file)) === size) {
    entry.have = kept.spans;
    const used = new Date();
    await utimes(join(entry.folder, HAVE), used, used);
    return;
  }
  await rm(join(entry.folder, HAVE), { force: true });
  const file = await open(entry.file, 'w', 0o600);
  try {
    await file.truncate(size);
  } finally {
    await file.close();
  }
}

const lengthOf = (file: string): Promise<number> =>
  stat(file).then(
    (found) => found.size,
    () => -1,
  );

async function readHave(folder: string): Promise<z.infer<typeof Have> | null> {
  try {
    return Have.parse(JSON.parse(await readFile(join(folder, HAVE), 'utf8')));
  } catch {
    return null; // nothing was noted: nothing is there
  }
}

async function usedOf(folder: string): Promise<{ bytes: number; at: number }> {
  const kept = await readHave(folder);
  const at = await stat(join(folder, HAVE)).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return { bytes: kept ? bytesOfSpans(kept.spans) : 0, at };
}

const localError = (error: unknown): AppError => (error instanceof AppError ? error : new AppError(storeFailure(error, 'objects'), { cause: error }));
