// Python environments for peers: each a folder that is whole or made again.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { isRoot } from '../setup/places.mjs';
import { say, seconds } from '../setup/say.mjs';

const ASK = 'import sys, venv; print(sys.executable, sys.base_prefix, *sys.version_info[:2], sep="\\n")';
const OLDEST_MINOR = 10;
/** Written last: an environment that was cut short lacks it. */
const WHOLE = 'whole';

const bin = process.platform === 'win32' ? 'Scripts' : 'bin';

/** @returns {{executable: string, version: string} | undefined} a Python 3 that others than root can run too, where there is one */
export function findPython() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'].filter((folder) => folder !== '');
  const found = [...new Set(folders.map((folder) => join(folder, process.platform === 'win32' ? 'python.exe' : 'python3')))]
    .filter(existsSync)
    .flatMap((command) => {
      const { stdout, status } = spawnSync(command, ['-c', ASK], { encoding: 'utf8' });
      const [executable = '', prefix = '', major, minor] = status === 0 ? stdout.trim().split('\n') : [];
      return major === '3' && Number(minor) >= OLDEST_MINOR ? [{ executable, prefix, version: `${major}.${minor}` }] : [];
    });
  return found.find(({ prefix }) => !isRoot || !prefix.startsWith(homedir())) ?? found[0];
}

/** @returns {string | undefined} what was said when the environment was whole; nothing where it is not */
export const wholeOf = (folder) => (existsSync(join(folder, WHOLE)) ? readFileSync(join(folder, WHOLE), 'utf8') : undefined);

/** Of the folders of one kind, those that were used longest ago go. */
export function forgetOlder({ cache, prefix, current, kept }) {
  const others = readdirSync(cache).filter((name) => name.startsWith(prefix) && join(cache, name) !== current);
  const newest = others.map((name) => ({ path: join(cache, name), time: statSync(join(cache, name)).mtimeMs })).toSorted((a, b) => b.time - a.time);
  for (const { path } of newest.slice(kept - 1)) rmSync(path, { recursive: true, force: true });
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 2, 2], env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1' } });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed. Its messages are above.`);
}

/** @param {{python: string, folder: string, requirements: string, title: string, whole: string}} options `whole` is what `wholeOf` then says */
export function makeEnvironment({ python, folder, requirements, title, whole }) {
  const startedAt = Date.now();
  say(`Installing ${title}; from nothing, this takes a minute or two.`);
  rmSync(folder, { recursive: true, force: true });
  const { status } = spawnSync(python, ['-m', 'venv', folder], { stdio: 'ignore' });
  // Some systems ship Python without what puts pip into an environment: pip of the system can install into it.
  if (status !== 0) run(python, ['-m', 'venv', '--clear', '--without-pip', folder]);
  const own = join(folder, bin, process.platform === 'win32' ? 'python.exe' : 'python');
  const pip = status === 0 ? [own, '-m', 'pip'] : ['python3', '-m', 'pip', '--python', own];
  // Compiled now: where Python may write no bytecode, each start takes minutes longer.
  run(pip[0], [...pip.slice(1), 'install', '--quiet', '--compile', '--requirement', requirements]);
  writeFileSync(join(folder, WHOLE), whole);
  say(`${title} is installed (${seconds(startedAt)}).`);
}
