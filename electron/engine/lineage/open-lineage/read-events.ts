import { constants, createReadStream } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { LineSplitter } from '../../../backend/lib/line-splitter';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import { AppError, failure } from '../../../../shared/models/failure';

const FILE_MAX_BYTES = 512 * 2 ** 20;
/** A real event has a few kilobytes. */
const LINE_MAX_BYTES = 2 ** 20;

/** One line of the file: JSON that was read, or what is wrong with it. `line` counts from 1, blank lines not counted. */
export type ReadLine = { readonly line: number; readonly value: unknown } | { readonly line: number; readonly why: 'not-json' | 'too-long' };

/** The file that a path of the workspace means. Throws AppError where it is none, leads out of the workspace, or is too large to be one of events. */
export async function eventFile(root: string, path: string): Promise<string> {
  let real: string;
  try {
    real = await realpath(join(root, path));
  } catch (error) {
    throw gone(path, String(error), error);
  }
  if (!real.startsWith(root + sep)) throw gone(path, 'it leads out of the workspace');
  await refuseUnfit(real, path);
  return real;
}

/** The file that the user picked, wherever it lies. Throws AppError where it is none, or is too large to be one of events. */
export async function pickedEventFile(path: string): Promise<string> {
  const file = basename(path);
  try {
    const real = await realpath(path);
    await refuseUnfit(real, file);
    return real;
  } catch (error) {
    throw error instanceof AppError ? error : gone(file, String(error), error);
  }
}

const gone = (file: string, text: string, cause?: unknown) => new AppError(failure('not-found', { reason: 'data-gone', text, values: { file } }), { cause });

async function refuseUnfit(real: string, file: string): Promise<void> {
  const found = await stat(real);
  if (!found.isFile()) throw gone(file, 'it is no file');
  await access(real, constants.R_OK).catch((error: unknown) => Promise.reject(gone(file, String(error), error)));
  if (found.size > FILE_MAX_BYTES) throw new AppError(failure('invalid', { reason: 'data-too-large', values: { file } }));
}

/** Reads a file of events, one JSON text a line. Whatever is in it, no more than a line of it is held. */
export async function* readEvents(path: string, signal: AbortSignalLike): AsyncGenerator<ReadLine> {
  const splitter = new LineSplitter(LINE_MAX_BYTES);
  let line = 0;
  const read = (found: { text: string } | { tooLong: number }): ReadLine => {
    line += 1;
    if ('tooLong' in found) return { line, why: 'too-long' };
    try {
      return { line, value: JSON.parse(found.text) as unknown };
    } catch {
      return { line, why: 'not-json' };
    }
  };
  for await (const chunk of createReadStream(path)) {
    if (signal.aborted) throw new AppError(failure('cancelled'));
    for (const found of splitter.push(chunk as Buffer)) yield read(found); // a stream without an encoding gives buffers
  }
  const rest = splitter.rest();
  if (rest) yield read(rest);
}
