// The real MLflow, of two generations, MLServer and KServe's client, each in a Python environment of its own; made once for each state of what they need.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/places.mjs';
import { findPython, forgetOlder, makeEnvironment, wholeOf } from './python.mjs';

/** Each with a file `e2e/peers/mlflow/requirements-<name>.txt`. */
const GENERATIONS = ['2', '3'];
/** Beside them; made anew where their requirements are others, while those of MLflow stay. */
const BESIDE = { 'mlserver-onnx': 'MLServer', kserve: 'the client of KServe' };
const ENVIRONMENTS = [...GENERATIONS, ...Object.keys(BESIDE)];
const KEPT = 2;

const requirements = (generation) => join(root, 'e2e', 'peers', 'mlflow', `requirements-${generation}.txt`);

function folderOf(python, cache) {
  const hash = createHash('sha256').update(JSON.stringify(python));
  for (const generation of GENERATIONS) hash.update(readFileSync(requirements(generation)));
  return join(cache, `mlflow-${hash.digest('hex').slice(0, 16)}`);
}

/** The folder is named after what MLflow needs; those beside it say themselves what they were made of. */
const wholeText = (name) => (GENERATIONS.includes(name) ? '' : readFileSync(requirements(name), 'utf8'));
const isMade = (folder, name) => wholeOf(join(folder, name)) === wholeText(name);
const titleOf = (name) => BESIDE[name] ?? `MLflow ${name}`;

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
    isWhole: ENVIRONMENTS.every((name) => isMade(folder, name)),
    make() {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      // Each state takes 2.7 GB: the one before stays, for the checkout beside.
      forgetOlder({ cache, prefix: 'mlflow-', current: folder, kept: KEPT });
      for (const name of ENVIRONMENTS.filter((one) => !isMade(folder, one))) {
        makeEnvironment({
          python: python.executable,
          folder: join(folder, name),
          requirements: requirements(name),
          title: titleOf(name),
          whole: wholeText(name),
        });
      }
    },
  };
}
