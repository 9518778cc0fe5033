import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { AppError, failure, type Failure } from '../../../shared/models/failure';
import type { Artifacts } from '../contract';
import { FileList, hasCommit, projectRoot } from './code-state';
import { git } from './git';
import type { KeptCode } from './run-plan';

/** Installed beside the code and in no commit. */
const LINKED = ['node_modules'];

/** Why the code of a run cannot be had again; null when it can. Reads all of what was kept. */
export async function whyNotRestorable(code: KeptCode, folder: string, artifacts: Artifacts): Promise<Failure | null> {
  if (code.commit === null && code.patch === null) return failure('not-found', { reason: 'code-not-kept' });
  if (code.commit !== null && !(await hasCommit(folder, code.commit))) return failure('not-found', { reason: 'commit-gone', values: { commit: code.commit } });
  const damaged = failure('not-found', { reason: 'patch-damaged' });
  if (code.patch !== null && (await artifacts.verify(code.patch)) !== 'whole') return damaged;
  if (code.kind === 'files' && code.patch !== null)
    for (const { digest } of await readList(code.patch, artifacts)) if ((await artifacts.verify(digest)) !== 'whole') return damaged;
  return null;
}

/**
 * Writes the code as it was into an empty folder.
 * @param folder the project's, whose repository holds the commit
 * @returns where the project is in it
 */
export async function restoreCode(code: KeptCode, folder: string, artifacts: Artifacts, into: string): Promise<string> {
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  if (code.kind === 'git') await restoreCommit(code, folder, artifacts, into);
  else await restoreFiles(code, artifacts, into);
  const project = projectRoot(into, code.within);
  if (!existsSync(project)) throw new AppError(failure('not-found', { reason: 'code-not-kept' }));
  for (const name of LINKED)
    if (existsSync(join(folder, name)) && !existsSync(join(project, name))) symlinkSync(join(folder, name), join(project, name), 'dir');
  return project;
}

/** Without a worktree, which would be on record in the user's repository. */
async function restoreCommit({ commit, patch }: KeptCode, folder: string, artifacts: Artifacts, into: string): Promise<void> {
  const env = { GIT_INDEX_FILE: `${into}.index` };
  const top = (await git({ cwd: folder, args: ['rev-parse', '--show-toplevel'] })).trim();
  try {
    await git({ cwd: top, args: ['read-tree', commit ?? ''], env });
    await git({ cwd: top, args: ['checkout-index', '--all', '--force', `--prefix=${into}${sep}`], env });
  } finally {
    rmSync(env.GIT_INDEX_FILE, { force: true });
  }
  // The ceiling keeps git from taking the folder for a part of the repository around it.
  if (patch !== null)
    await git({ cwd: into, args: ['apply', '--binary', '--whitespace=nowarn', artifacts.path(patch)], env: { GIT_CEILING_DIRECTORIES: dirname(into) } });
}

async function restoreFiles({ patch }: KeptCode, artifacts: Artifacts, into: string): Promise<void> {
  for (const { path, digest, executable } of patch === null ? [] : await readList(patch, artifacts)) {
    const target = resolve(into, path);
    if (relative(into, target).startsWith('..')) continue; // the list is ours, and still no path leaves the folder
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(artifacts.path(digest), target);
    chmodSync(target, executable ? 0o755 : 0o644);
  }
}

async function readList(digest: string, artifacts: Artifacts) {
  return FileList.parse(JSON.parse(await readFile(artifacts.path(digest), 'utf8')));
}
