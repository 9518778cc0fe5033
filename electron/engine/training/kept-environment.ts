import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Environments, Program } from './environments';
import { SHIPPED } from './environments';

const run = promisify(execFile);
const ASK_MS = 20_000;
const LIST_MAX_BYTES = 8 * 1024 * 1024;
const LIST_PYTHON = `import importlib.metadata as m
print("\\n".join(sorted({f"{d.metadata['Name']}=={d.version}" for d in m.distributions()})))`;
/** What npm writes beside what it installed; a lock file where it is not there. */
const NPM_LISTS = ['node_modules/.package-lock.json', 'package-lock.json', 'yarn.lock', 'pnpm-lock.yaml'];

export type EnvironmentFacts = { readonly program: string; readonly version: string | null; readonly packages: string | null };

/** What runs a command: its file, its version, and the packages that it finds, one a line. */
export async function readEnvironment({ environment, start }: Program, word: string, folder: string, environments: Environments): Promise<EnvironmentFacts> {
  if ('host' in start) return { program: SHIPPED, version: process.versions.node, packages: npmList(folder) };
  const { file } = start;
  const isPython = /python[\d.]*(?:\.exe)?$/i.test(word);
  const isNode = /^node(?:\.exe)?$/i.test(word);
  const version = isPython && environment.interpreter === file && environment.version !== null ? environment.version : null;
  return {
    program: file,
    version: version ?? (isPython || isNode ? await environments.versionOf(file) : null),
    packages: isPython ? await pythonList(file) : isNode ? npmList(folder) : null,
  };
}

async function pythonList(python: string): Promise<string | null> {
  try {
    const { stdout } = await run(python, ['-c', LIST_PYTHON], { timeout: ASK_MS, maxBuffer: LIST_MAX_BYTES });
    return stdout;
  } catch {
    return null; // Pythons before 3.8 have no such list: what was installed is not known
  }
}

function npmList(folder: string): string | null {
  const file = NPM_LISTS.map((name) => join(folder, name)).find((path) => existsSync(path));
  try {
    return file === undefined ? null : readFileSync(file, 'utf8');
  } catch {
    return null; // not readable: not known
  }
}

const GIB = 2 ** 30;
export const machine = (): string =>
  `${process.platform} ${release()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? '?'}, ${Math.round(totalmem() / GIB)} GiB`;
