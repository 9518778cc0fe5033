// The real systems that live tests and journeys run against: a Kubernetes control plane in one process, kubectl,
// the Argo Rollouts controller and its plugin, an object store. Built with Go from e2e/peers, once for each state of the sources.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { loud } from './commands.mjs';
import { environment } from './desktop/windowed.mjs';
import { bedOf, hasBed, isWholeBed, makeBed } from './peers/cache.mjs';
import { driftPeer } from './peers/drift.mjs';
import { mlflowPeer } from './peers/mlflow.mjs';
import { MODULES } from './peers/modules.mjs';
import { withLock } from './setup/lock.mjs';
import { cache, onPath, out } from './setup/places.mjs';
import { say } from './setup/say.mjs';

export const NO_PYTHON =
  'Left out: the tests with the real MLflow and MLServer, the client of KServe, scipy and Evidently. They need Python 3.10 or newer, with venv, and there is none here.';

function goVersion() {
  const { sources } = MODULES[0];
  const { stdout, status } = spawnSync('go', ['env', 'GOVERSION'], { cwd: sources, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Go is here, but “go env” fails in ${sources}.`);
  return stdout.trim();
}

/**
 * @param {{build: boolean}} options whether to build what is not there
 * @returns {Promise<string | undefined>} the folder that holds all programs, and CRDs
 */
export async function bedFolder({ build }) {
  const given = process.env.PILOTHOUSE_BED;
  if (given) {
    if (isWholeBed(MODULES, given)) return given;
    const names = MODULES.flatMap(({ programs }) => programs.map(({ name }) => name));
    throw new Error(`PILOTHOUSE_BED is ${given}, but not all of ${names.join(', ')} and their CRDs are there.`);
  }
  if (!onPath('go')) {
    if (!build) return undefined;
    throw new Error('The test cluster is built with Go, which is not installed. See https://go.dev/dl.');
  }
  const options = { modules: MODULES, goVersion: goVersion(), cache: join(cache, 'peers') };
  if (!hasBed(options) && build) await withLock(join(cache, 'peers.lock'), 'the build of the test cluster', () => makeBed(options));
  return hasBed(options) ? bedOf(options) : undefined;
}

/**
 * @param {{build: boolean}} options whether to make what is not there
 * @returns {Promise<string | undefined>} the folder with an environment for each generation of MLflow, one for MLServer and one for KServe's client; nothing where there is no Python 3
 */
async function mlflowFolder({ build }) {
  const given = process.env.PILOTHOUSE_MLFLOW;
  if (given) return given;
  const peer = mlflowPeer({ cache: join(cache, 'peers') });
  if (!peer) return undefined;
  if (!peer.isWhole && build) await withLock(join(cache, 'mlflow.lock'), 'the set-up of MLflow', () => peer.make());
  return peer.isWhole || build ? peer.folder : undefined;
}

/** @returns {Promise<string | undefined>} as for MLflow: the environment with scipy and Evidently */
async function driftFolder({ build }) {
  const given = process.env.PILOTHOUSE_DRIFT_PEER;
  if (given) return given;
  const peer = driftPeer({ cache: join(cache, 'peers') });
  if (!peer) return undefined;
  if (!peer.isWhole && build) await withLock(join(cache, 'drift.lock'), 'the set-up of scipy and Evidently', () => peer.make());
  return peer.isWhole || build ? peer.folder : undefined;
}

/** @returns {Promise<{env: object, isWhole: boolean}>} where tests and benchmarks find what runs in Python */
export async function pythonPeers(options) {
  const [mlflow, drift] = [await mlflowFolder(options), await driftFolder(options)];
  return { env: { ...(mlflow && { PILOTHOUSE_MLFLOW: mlflow }), ...(drift && { PILOTHOUSE_DRIFT_PEER: drift }) }, isWhole: Boolean(mlflow && drift) };
}

/** Starts the cluster for a person; `--build` only builds it. */
async function peers({ rest }) {
  const bed = await bedFolder({ build: true });
  if (rest.includes('--build')) {
    say(`The test cluster is at ${bed}.`);
    const mlflow = await mlflowFolder({ build: true });
    say(mlflow ? `MLflow, MLServer and the client of KServe are at ${mlflow}.` : NO_PYTHON);
    const drift = await driftFolder({ build: true });
    if (drift) say(`scipy and Evidently are at ${drift}.`);
    return 0;
  }
  const { bundle } = await import('./build/script.mjs');
  const script = await bundle({ entry: 'e2e/peers/start.ts', folder: join(out, 'peers') });
  return loud([process.execPath, script, ...rest], { ...environment(), PILOTHOUSE_BED: bed });
}

export const tasks = { peers };
