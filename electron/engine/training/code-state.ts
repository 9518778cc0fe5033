import { createHash } from 'node:crypto';
import { copyFileSync, createReadStream, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import type { LineageNode } from '../../../shared/models/lineage';
import type { Artifacts } from '../contract';
import { askGit, git } from './git';
import { listFiles } from './list-files';

/** Larger files are data, and data has digests of its own. */
const FILE_MAX_BYTES = 1024 * 1024;
const FILES_MAX = 500;
const ALL_MAX_BYTES = 16 * 1024 * 1024;
/** Where secrets are written down, by habit. Never kept. */
const SECRET_FILE = /(?:^|\/)\.(?:env|netrc|npmrc|pypirc|pgpass)[^/]*$/;
const BRANCH_MAX = 250;

/** What the code of a run was: a commit and what was changed since; in a folder without a repository, its files one by one. */
export type CodeState = {
  readonly kind: 'git' | 'files';
  readonly commit: string | null;
  readonly branch: string | null;
  readonly dirty: boolean | null;
  /** Digest of the patch, or of the list of files. */
  readonly patch: string | null;
  readonly patchBytes: number | null;
  /** The project's folder within what is restored. */
  readonly within: string;
  /** Files that are too large or too many to be kept. */
  readonly leftOut: number;
  /** Artifacts that must be kept for it: those of the files, and the list of them. */
  readonly kept: readonly { readonly path: string; readonly digest: string; readonly bytes: number }[];
};

export const FileList = z.array(z.object({ path: z.string(), digest: z.string(), bytes: z.number(), executable: z.boolean() }));

/** Where everything that keeps a run repeatable lies among its artifacts. */
export const KEPT_FOLDER = 'pilothouse';

/** Reads it, and keeps what is in no commit. Writes nothing into the user's repository. */
export async function readCode(folder: string, artifacts: Artifacts, temporary: string): Promise<CodeState> {
  const top = (await askGit({ cwd: folder, args: ['rev-parse', '--show-toplevel'] }))?.trim();
  const commit = top === undefined || top === '' ? null : (await askGit({ cwd: folder, args: ['rev-parse', '--verify', 'HEAD^{commit}'] }))?.trim();
  return top && commit ? await readRepository(folder, top, commit, artifacts, temporary) : await readFiles(folder, artifacts);
}

async function readRepository(folder: string, top: string, commit: string, artifacts: Artifacts, temporary: string): Promise<CodeState> {
  const branch = (await askGit({ cwd: folder, args: ['symbolic-ref', '--short', '-q', 'HEAD'] }))?.trim().slice(0, BRANCH_MAX) ?? null;
  const untracked = (await git({ cwd: top, args: ['ls-files', '--others', '--exclude-standard', '-z', '--', '.', ':(exclude,glob)**/.pilothouse/**'] }))
    .split('\0')
    .filter((path) => path !== '');
  const { small, leftOut } = pickSmall(top, untracked);
  const scratch = mkdtempSync(join(temporary, 'code-'));
  try {
    const patch = join(scratch, 'patch');
    await writePatch(top, small, scratch, patch);
    const bytes = statSync(patch).size;
    const kept = bytes === 0 ? null : await artifacts.put(createReadStream(patch));
    return {
      kind: 'git',
      commit,
      branch,
      dirty: kept !== null || leftOut > 0,
      patch: kept?.digest ?? null,
      patchBytes: kept?.bytes ?? null,
      within: relative(top, folder) || '.',
      leftOut,
      kept: kept ? [{ path: `${KEPT_FOLDER}/code.patch`, ...kept }] : [],
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Against an index and an object store of its own, so that new files are part of it and the user's repository is not written to. */
async function writePatch(top: string, untracked: readonly string[], scratch: string, patch: string): Promise<void> {
  const objects = (await git({ cwd: top, args: ['rev-parse', '--path-format=absolute', '--git-path', 'objects'] })).trim();
  mkdirSync(join(scratch, 'objects'));
  const env = { GIT_INDEX_FILE: join(scratch, 'index'), GIT_OBJECT_DIRECTORY: join(scratch, 'objects'), GIT_ALTERNATE_OBJECT_DIRECTORIES: objects };
  const index = (await git({ cwd: top, args: ['rev-parse', '--path-format=absolute', '--git-path', 'index'] })).trim();
  if (existsSync(index))
    copyIndex(index, env.GIT_INDEX_FILE); // with what is staged, which the list of others leaves out
  else await git({ cwd: top, args: ['read-tree', 'HEAD'], env });
  await git({ cwd: top, args: ['add', '-u', '--', '.'], env });
  if (untracked.length > 0) {
    const list = join(scratch, 'list');
    await writeFile(list, untracked.map((path) => `${path}\0`).join(''));
    await git({ cwd: top, args: ['--literal-pathspecs', 'add', '-f', '--pathspec-from-file=-', '--pathspec-file-nul'], env, input: list });
  }
  const args = ['diff', '--cached', '--binary', '--full-index', '--no-ext-diff', '--no-textconv', '--no-color', '--no-renames', 'HEAD', '--'];
  await git({ cwd: top, args, env, output: patch });
}

/** Git reads files again that are as young as its index. A copy that looked younger would hide what was changed in the same moment. */
function copyIndex(index: string, copy: string): void {
  const seconds = Math.max(1, Math.floor(statSync(index).mtimeMs / 1_000) - 1);
  copyFileSync(index, copy);
  utimesSync(copy, seconds, seconds);
}

/** A folder of its own: each file by its digest, so that a hundred runs of the same code keep it once. */
async function readFiles(folder: string, artifacts: Artifacts): Promise<CodeState> {
  const { files, more } = await listFiles(folder, FILES_MAX);
  const { small, leftOut } = pickSmall(folder, files);
  const list: z.infer<typeof FileList> = [];
  for (const path of small.toSorted()) {
    const bytes = await readFile(join(folder, path)).catch(() => null); // gone since it was listed: it is no part of the code
    if (bytes === null) continue;
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (!artifacts.has(digest)) await artifacts.put(once(bytes));
    list.push({ path, digest, bytes: bytes.length, executable: (statSync(join(folder, path), { throwIfNoEntry: false })?.mode ?? 0) % 0o200 >= 0o100 });
  }
  const kept = await artifacts.put(once(Buffer.from(JSON.stringify(list))));
  return {
    kind: 'files',
    commit: null,
    branch: null,
    dirty: null,
    patch: kept.digest,
    patchBytes: kept.bytes,
    within: '.',
    leftOut: leftOut + (more ? 1 : 0),
    kept: [{ path: `${KEPT_FOLDER}/files.json`, ...kept }, ...list.map(({ path, digest, bytes }) => ({ path: `${KEPT_FOLDER}/files/${path}`, digest, bytes }))],
  };
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function pickSmall(root: string, paths: readonly string[]): { small: string[]; leftOut: number } {
  const small: string[] = [];
  let total = 0;
  for (const path of paths) {
    const bytes = sizeOf(join(root, path));
    if (SECRET_FILE.test(path) || bytes === null || bytes > FILE_MAX_BYTES || total + bytes > ALL_MAX_BYTES || small.length >= FILES_MAX) continue;
    total += bytes;
    small.push(path);
  }
  return { small, leftOut: paths.length - small.length };
}

function sizeOf(file: string): number | null {
  try {
    const found = lstatSync(file);
    return found.isFile() ? found.size : null;
  } catch {
    return null; // gone since it was listed
  }
}

/** Whether a commit can be had from the repository that a folder belongs to. */
export async function hasCommit(folder: string, commit: string): Promise<boolean> {
  return (await askGit({ cwd: folder, args: ['cat-file', '-e', `${commit}^{commit}`] })) !== null;
}

export const projectRoot = (restored: string, within: string): string => (within === '.' ? restored : join(restored, within));

/** Code in the graph of lineage, `project@commit`; a project is called by its name, not by its path. */
export function lookOfCode(ids: readonly string[], nameOf: (project: string) => string): ReadonlyMap<string, Omit<LineageNode, 'kind' | 'id' | 'more'>> {
  return new Map(
    ids.map((id) => {
      const at = id.lastIndexOf('@');
      return [id, { title: nameOf(id.slice(0, at)), detail: id.slice(at + 1, at + 1 + SHORT_COMMIT), at: null, state: 'none' as const }];
    }),
  );
}
const SHORT_COMMIT = 12;
