import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, rmSync } from 'node:fs';
import { copyFile, type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError, failure, type FailureReason } from '../../../shared/models/failure';
import type { Artifacts, Places } from '../contract';
import { makeBelow } from '../lib/make-below';

const DIGEST = /^[a-f0-9]{64}$/;
/** Of files that are not whole yet, in the workspace's temporary folder. */
const UNFINISHED = 'artifact-';
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

export type Kept = { readonly digest: string; readonly bytes: number };

/**
 * Bytes by their SHA-256, each file once, below `artifacts/ab/abcd…`. What is there under its name is whole: it is written aside,
 * flushed, and renamed. `admit` is told how much is to come on top of what it admitted before, piece by piece (a stream does not say
 * how long it is), and throws where a quota says no.
 */
export class ArtifactStore implements Artifacts {
  constructor(
    private readonly places: Pick<Places, 'artifacts' | 'temporary'>,
    private readonly admit: (bytes: number) => void = () => undefined,
  ) {
    if (!existsSync(places.temporary)) return;
    // Left by an engine that was killed while it wrote; there is one engine at a time.
    for (const name of readdirSync(places.temporary)) if (name.startsWith(UNFINISHED)) rmSync(join(places.temporary, name), { force: true });
  }

  async put(bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Kept> {
    this.admit(0);
    const aside = this.#aside();
    let ofStream: unknown;
    const noted = watched(bytes, (error) => (ofStream = error));
    try {
      const kept = await this.#write(aside, noted, signal);
      await this.#settle(aside, kept.digest);
      return kept;
    } catch (error) {
      await rm(aside, { force: true });
      throw error === ofStream ? error : toAppError(error, aside); // what went wrong with a stream, its reader knows
    }
  }

  async putFile(path: string): Promise<Kept> {
    const aside = this.#aside();
    try {
      this.admit((await stat(path)).size);
      await moveFile(path, aside);
      const file = await open(aside, 'r+');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      const kept = await digestOf(aside);
      await this.#settle(aside, kept.digest);
      return kept;
    } catch (error) {
      await rm(aside, { force: true });
      throw toAppError(error, path);
    }
  }

  path(digest: string): string {
    const path = this.#pathOf(digest);
    if (!existsSync(path)) throw new AppError(failure('not-found', { values: { artifact: digest } }));
    return path;
  }

  has(digest: string): boolean {
    return existsSync(this.#pathOf(digest));
  }

  async verify(digest: string, signal?: AbortSignal): Promise<'whole' | 'tampered' | 'missing'> {
    try {
      return (await digestOf(this.#pathOf(digest), signal)).digest === digest ? 'whole' : 'tampered';
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 'missing';
      throw toAppError(error, digest);
    }
  }

  /** Every file that is kept, with its length on disk. */
  async *kept(): AsyncIterable<Kept> {
    for (const folder of await namesIn(this.places.artifacts)) {
      for (const digest of await namesIn(join(this.places.artifacts, folder))) {
        if (!DIGEST.test(digest)) continue;
        const found = await stat(this.#pathOf(digest)).catch(() => null); // removed meanwhile
        if (found) yield { digest, bytes: found.size };
      }
    }
  }

  /** @returns bytes freed; 0 where it is not there */
  async remove(digest: string): Promise<number> {
    const path = this.#pathOf(digest);
    const found = await stat(path).catch(() => null);
    await rm(path, { force: true });
    return found?.size ?? 0;
  }

  #pathOf(digest: string): string {
    if (!DIGEST.test(digest)) throw new AppError(failure('invalid', { values: { artifact: digest } }));
    return join(this.places.artifacts, digest.slice(0, 2), digest);
  }

  /** @throws AppError `local`: the workspace is not where it was */
  #aside(): string {
    this.#make(this.places.temporary);
    return join(this.places.temporary, `${UNFINISHED}${randomUUID()}`);
  }

  #make(folder: string): void {
    try {
      makeBelow(dirname(this.places.artifacts), folder);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw toAppError(error, folder);
      throw new AppError(failure('local', { reason: 'store-unwritable', text: String(error), values: { file: basename(folder) } }), { cause: error });
    }
  }

  async #write(aside: string, chunks: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Kept> {
    const hash = createHash('sha256');
    let bytes = 0;
    const file = await open(aside, 'wx', 0o600);
    try {
      for await (const chunk of chunks) {
        signal?.throwIfAborted();
        bytes += chunk.length;
        this.admit(chunk.length);
        hash.update(chunk);
        await writeAll(file, chunk);
      }
      signal?.throwIfAborted();
      await file.sync();
    } finally {
      await file.close();
    }
    return { digest: hash.digest('hex'), bytes };
  }

  /** Over what is there too: the same bytes, unless somebody changed them. */
  async #settle(aside: string, digest: string): Promise<void> {
    const path = this.#pathOf(digest);
    this.#make(dirname(path));
    await rename(aside, path);
    await syncFolder(dirname(path));
  }
}

async function* watched(chunks: AsyncIterable<Uint8Array>, failed: (error: unknown) => void): AsyncIterable<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    failed(error);
    throw error;
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done)).bytesWritten;
}

/** Renames, or copies where the two places are not on one file system. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    await copyFile(from, to);
    await rm(from, { force: true });
  }
}

/** Reads a whole file. @throws what the file system says */
export async function digestOf(path: string, signal?: AbortSignal): Promise<Kept> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20, ...(signal && { signal }) })) {
    const part: unknown = chunk;
    if (!(part instanceof Uint8Array)) continue;
    hash.update(part);
    bytes += part.length;
  }
  return { digest: hash.digest('hex'), bytes };
}

/** Makes a new name last over a power cut; a system that cannot flush folders keeps names by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw toAppError(error, folder);
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '');

/** What the file system says, in our words. */
export function toAppError(error: unknown, file: string): Error {
  if (error instanceof AppError || (error instanceof Error && error.name === 'AbortError')) return error;
  const code = codeOf(error);
  if (code === '') return error instanceof Error ? error : new Error(String(error));
  if (code === 'ENOENT') return new AppError(failure('not-found', { values: { file } }), { cause: error });
  const reason: FailureReason = FULL.has(code) ? 'disk-full' : 'store-unwritable';
  return new AppError(failure('local', { reason, text: String(error), values: { file } }), { cause: error });
}
