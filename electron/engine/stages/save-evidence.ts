import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, failure } from '../../../shared/models/failure';

/**
 * Writes a kept artifact to a place that the user chose, whole or not at all. Its bytes are read once, and must be those of its digest before
 * anything stands there. @returns how many there are
 */
export async function saveEvidence(source: string, digest: string, path: string, signal: AbortSignal): Promise<number> {
  const draft = `${path}.${randomUUID()}.tmp`;
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform(part: Buffer, _encoding, done) {
      hash.update(part);
      bytes += part.length;
      done(null, part);
    },
  });
  const written = createWriteStream(draft, { flags: 'wx', mode: 0o600 });
  try {
    await pipeline(createReadStream(source), counted, written, { signal });
    if (hash.digest('hex') !== digest) throw new AppError(failure('denied', { reason: 'evidence-changed', values: { digest } }));
    await rename(draft, path);
    return bytes;
  } catch (error) {
    if (!written.closed) await new Promise<void>((closed) => void written.once('close', closed)); // it may still be about to be made
    await rm(draft, { force: true }).catch(() => undefined); // a folder that is gone holds no draft
    signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    throw new AppError(failure('local', { ...(full && { reason: 'disk-full' as const }), text: String(error), values: { file: basename(path) } }), {
      cause: error,
    });
  }
}
