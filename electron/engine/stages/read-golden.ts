import { createReadStream } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { AppError, failure } from '../../../shared/models/failure';
import { goldenPath } from '../../../shared/models/stage';
import type { Artifacts, Places } from '../contract';
import { type GoldenFile, NO_GOLDEN, parseGolden } from './golden-file';

const FILE_MAX = 16_000_000;
const FOLDER = 'golden';
const LISTED_MAX = 200;

export type ReadGolden = { readonly content: GoldenFile; readonly kept: { readonly file: string; readonly digest: string; readonly count: number } | null };
type Given = { readonly file: string; readonly text: string };
type Asked = {
  readonly model: string;
  /** Read elsewhere. */
  readonly given: Given | null;
  /** Of the workspace; null: the model's own, where there is one. */
  readonly file: string | null;
};
type Home = Pick<Places, 'root' | 'hidden'>;

/** The golden requests that are asked for; kept as they were read. @throws AppError where they cannot be read */
export async function readGolden(home: Home, { model, given, file }: Asked, artifacts: Artifacts): Promise<ReadGolden> {
  const found = given ?? (await ownOf(home, file ?? goldenPath(model), file !== null));
  if (!found) return { content: NO_GOLDEN, kept: null };
  const content = parseGolden(found.file, found.text);
  const { digest } = await artifacts.put(once(found.text));
  return { content, kept: { file: found.file, digest, count: content.requests.length } };
}

/** A path of the workspace: in what its owner wrote, never in what is Pilothouse's own, and through no link that leads elsewhere. */
async function ownOf({ root, hidden }: Home, file: string, isAsked: boolean): Promise<Given | null> {
  const malformed = (text: string) => new AppError(failure('invalid', { reason: 'golden-malformed', text, values: { file } }));
  try {
    const [home, own, path] = await Promise.all([realpath(root), realpath(hidden), realpath(join(root, file))]);
    if (!path.startsWith(home + sep) || path.startsWith(own + sep)) throw malformed('not in the workspace');
    const { size } = await stat(path);
    if (size > FILE_MAX) throw malformed(`more than ${FILE_MAX} bytes`);
    return { file, text: await readFile(path, 'utf8') };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const isNone = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    if (isNone && !isAsked) return null;
    throw new AppError(failure(isNone ? 'not-found' : 'local', { reason: 'golden-gone', text: String(error), values: { file } }), { cause: error });
  }
}

/** What lies in `golden/` of the workspace, by path. */
export async function listGolden({ root }: Pick<Home, 'root'>): Promise<{ readonly file: string; readonly bytes: number }[]> {
  const folder = join(root, FOLDER);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []); // there is none
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json')).map((entry) => join(entry.parentPath, entry.name));
  const sized = files
    .toSorted()
    .slice(0, LISTED_MAX)
    .map(async (path) => ({ file: relative(root, path).split(sep).join('/'), bytes: (await stat(path)).size }));
  return (await Promise.allSettled(sized)).flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])); // one may be gone by now
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
