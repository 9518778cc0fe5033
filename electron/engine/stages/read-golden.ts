import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { AppError, failure } from '../../../shared/models/failure';
import { goldenPath } from '../../../shared/models/stage';
import type { Artifacts } from '../contract';
import { type GoldenFile, NO_GOLDEN, parseGolden } from './golden-file';

const FILE_MAX = 16_000_000;

export type ReadGolden = { readonly content: GoldenFile; readonly kept: { readonly file: string; readonly digest: string; readonly count: number } | null };
type Given = { readonly file: string; readonly text: string };

/** The golden requests that were given, or those that lie in the workspace; kept as they were read. @throws AppError where they cannot be read */
export async function readGolden(root: string, model: string, given: Given | null, artifacts: Artifacts): Promise<ReadGolden> {
  const found = given ?? (await ownOf(root, model));
  if (!found) return { content: NO_GOLDEN, kept: null };
  const content = parseGolden(found.file, found.text);
  const { digest } = await artifacts.put(once(found.text));
  return { content, kept: { file: found.file, digest, count: content.requests.length } };
}

async function ownOf(root: string, model: string): Promise<Given | null> {
  const file = goldenPath(model);
  try {
    const [home, path] = await Promise.all([realpath(root), realpath(join(root, file))]);
    const { size } = await stat(path);
    // A link that leads elsewhere is not a file of this project.
    if (!path.startsWith(home + sep) || size > FILE_MAX)
      throw new AppError(failure('invalid', { reason: 'golden-malformed', text: size > FILE_MAX ? `more than ${FILE_MAX} bytes` : path, values: { file } }));
    return { file, text: await readFile(path, 'utf8') };
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw new AppError(failure('local', { reason: 'golden-gone', text: String(error), values: { file } }), { cause: error });
  }
}

/** As it was when the check began, also where the file has changed since. */
export async function readKept(artifacts: Artifacts, file: string, digest: string): Promise<GoldenFile> {
  const parts: Buffer[] = [];
  for await (const part of createReadStream(artifacts.path(digest))) parts.push(part as Buffer); // a stream without an encoding gives bytes
  return parseGolden(file, Buffer.concat(parts).toString());
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
