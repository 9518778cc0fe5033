import type { Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError, failure } from '../../../shared/models/failure';
import type { LinkAnswer } from './link/link';

/** Bytes of an answer as they come, unpacked if they were packed. Errors are AppErrors. */
export async function* bodyChunks(answer: LinkAnswer): AsyncGenerator<Buffer> {
  const packed = answer.headers['content-encoding'] === 'gzip';
  // An error of the source must reach the reader of the unpacked side: pipe() alone does not pass it on.
  const source: Readable = packed ? unpack(answer.body) : answer.body;
  try {
    for await (const chunk of source) if (Buffer.isBuffer(chunk)) yield chunk;
    const fault = answer.cutShort();
    if (fault) throw fault;
  } catch (error) {
    throw error instanceof AppError ? error : answer.explain(error);
  } finally {
    if (!answer.body.destroyed) answer.body.destroy();
  }
}

function unpack(body: Readable): Transform {
  const gunzip = createGunzip();
  body.on('error', (error) => gunzip.destroy(error));
  body.on('close', () => {
    if (!body.readableEnded) gunzip.destroy(new Error('the answer ended early'));
  });
  return body.pipe(gunzip);
}

/** The whole text of an answer. Throws `answer-too-large` beyond `maxBytes`, counted after unpacking. */
export async function bodyText(answer: LinkAnswer, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bodyChunks(answer)) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}

export const tooLarge = (maxBytes: number): AppError =>
  new AppError(failure('unsupported', { reason: 'answer-too-large', values: { megabytes: String(Math.round(maxBytes / (1 << 20))) } }));

/** The start of an answer that is not wanted: enough to say what was wrong. Never throws. */
export async function bodyStart(answer: LinkAnswer, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of bodyChunks(answer)) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= maxBytes) break;
    }
  } catch {
    // What came is all there is to say.
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
}
