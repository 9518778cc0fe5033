// The real MLflow, of two generations, and MLServer, each in a Python environment of its own; made once for each state of what they need.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { isRoot, root } from '../setup/places.mjs';
import { say, seconds } from '../setup/say.mjs';

/** Each with a file `e2e/peers/mlflow/requirements-<name>.txt`. */
const GENERATIONS = ['2', '3'];
/** Beside them; made anew where its requirements are others, while those of MLflow stay. */
const MLSERVER = 'mlserver';
const ENVIRONMENTS = [...GENERATIONS, MLSERVER];
const KEPT = 2;
/** Written last: an environment that was cut short lacks it. */
const WHOLE = 'whole';
const ASK = 'import sys, venv; print(sys.executable, sys.base_prefix, *sys.version_info[:2], sep="\\n")';
const OLDEST_MINOR = 10;

const requirements = (generation) => join(root, 'e2e', 'peers', 'mlflow', `requirements-${generation}.txt`);
const bin = process.platform === 'win32' ? 'Scripts' : 'bin';

/** @returns {{executable: string, version: string} | undefined} a Python 3 that others than root can run too, where there is one */
function findPython() {
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

function folderOf(python, cache) {
  const hash = createHash('sha256').update(JSON.stringify(python));
  for (const generation of GENERATIONS) hash.update(readFileSync(requirements(generation)));
  return join(cache, `mlflow-${hash.digest('hex').slice(0, 16)}`);
}

function isMade(folder, name) {
  const whole = join(folder, name, WHOLE);
  return existsSync(whole) && (name !== MLSERVER || readFileSync(whole, 'utf8') === readFileSync(requirements(name), 'utf8'));
}
const isWhole = (folder) => ENVIRONMENTS.every((name) => isMade(folder, name));
const titleOf = (name) => (name === MLSERVER ? 'MLServer' : `MLflow ${name}`);

/** Each state takes 2.2 GB: the one before stays, for the checkout beside. */
function forgetOlder(cache, current) {
  const others = readdirSync(cache).filter((name) => name.startsWith('mlflow-') && join(cache, name) !== current);
  const newest = others.map((name) => ({ path: join(cache, name), time: statSync(join(cache, name)).mtimeMs })).toSorted((a, b) => b.time - a.time);
  for (const { path } of newest.slice(KEPT - 1)) rmSync(path, { recursive: true, force: true });
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 2, 2], env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1' } });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed. Its messages are above.`);
}

function makeEnvironment(python, folder, generation) {
  const startedAt = Date.now();
  say(`Installing ${titleOf(generation)} with scikit-learn; from nothing, this takes a minute or two.`);
  rmSync(folder, { recursive: true, force: true });
  const { status } = spawnSync(python, ['-m', 'venv', folder], { stdio: 'ignore' });
  // Some systems ship Python without what puts pip into an environment: pip of the system can install into it.
  if (status !== 0) run(python, ['-m', 'venv', '--clear', '--without-pip', folder]);
  const own = join(folder, bin, process.platform === 'win32' ? 'python.exe' : 'python');
  const pip = status === 0 ? [own, '-m', 'pip'] : ['python3', '-m', 'pip', '--python', own];
  // Compiled now: where Python may write no bytecode, each start takes minutes longer.
  run(pip[0], [...pip.slice(1), 'install', '--quiet', '--compile', '--requirement', requirements(generation)]);
  writeFileSync(join(folder, WHOLE), generation === MLSERVER ? readFileSync(requirements(generation)) : '');
  say(`${titleOf(generation)} is installed (${seconds(startedAt)}).`);
}

/**
 * @param {{cache: string}} options
 * @returns {{folder: string, isWhole: boolean, make(): void} | undefined} nothing where there is no Python 3; `make` only while holding the lock
 */
export function mlflowPeer({ cache }) {
  const python = findPython();
  if (!python) return undefined;
  const folder = folderOf(python, cache);
  return {
    folder,
    isWhole: isWhole(folder),
    make() {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      forgetOlder(cache, folder);
      for (const name of ENVIRONMENTS) if (!isMade(folder, name)) makeEnvironment(python.executable, join(folder, name), name);
    },
  };
}
