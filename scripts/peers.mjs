// The real systems that live tests and journeys run against: a Kubernetes control plane in one process, and kubectl.
// Built with Go from e2e/peers/cluster, once for each state of its sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loud } from './commands.mjs';
import { environment } from './desktop/windowed.mjs';
import { withLock } from './setup/lock.mjs';
import { cache, onPath, out, root } from './setup/places.mjs';
import { say, seconds } from './setup/say.mjs';

const cluster = join(root, 'e2e', 'peers', 'cluster');
const KUBERNETES = { gitVersion: 'v1.37.2', gitMajor: '1', gitMinor: '37', gitTreeState: 'clean', gitCommit: 'testbed', buildDate: '2026-01-01T00:00:00Z' };
/** Without these the server calls itself v0.0.0-master+$Format:%H$, which kubectl cannot parse. */
const LDFLAGS = ['-s', '-w', ...Object.entries(KUBERNETES).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)].join(' ');
const KEPT = 4;
const PROGRAMS = [
  { name: 'testbed', from: '.' },
  { name: 'kubectl', from: 'k8s.io/kubernetes/cmd/kubectl' },
];

function goVersion() {
  const { stdout, status } = spawnSync('go', ['env', 'GOVERSION'], { cwd: cluster, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Go is here, but “go env” fails in ${cluster}.`);
  return stdout.trim();
}

/** Where the programs of exactly these sources belong. */
function folderOfSources() {
  const hash = createHash('sha256').update(goVersion() + LDFLAGS);
  const sources = readdirSync(cluster, { recursive: true }).filter((name) => /\.(go|mod|sum|yaml)$/.test(name) && !name.endsWith('_test.go'));
  for (const name of sources.toSorted()) hash.update(`${name}\0`).update(readFileSync(join(cluster, name)));
  return join(cache, 'peers', hash.digest('hex').slice(0, 16));
}

const isWhole = (folder) => PROGRAMS.every(({ name }) => existsSync(join(folder, name)));

/** Each state of the sources takes 270 MB: the newest few stay, and nothing of a cut build. */
function forgetOlder(parent) {
  const folders = readdirSync(parent).map((name) => ({ path: join(parent, name), cut: name.includes('.'), time: statSync(join(parent, name)).mtimeMs }));
  const whole = folders.filter(({ cut }) => !cut).toSorted((a, b) => b.time - a.time);
  for (const { path } of [...folders.filter(({ cut }) => cut), ...whole.slice(KEPT - 1)]) rmSync(path, { recursive: true, force: true });
}

/** Into a folder beside, renamed when both programs are there. */
function buildInto(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  forgetOlder(dirname(folder));
  const work = mkdtempSync(`${folder}.`);
  try {
    for (const { name, from } of PROGRAMS) {
      const startedAt = Date.now();
      say(`Building ${name} (Kubernetes ${KUBERNETES.gitVersion}); from nothing, this takes some minutes.`);
      const { status } = spawnSync('go', ['build', '-buildvcs=false', `-ldflags=${LDFLAGS}`, '-o', join(work, name), from], {
        cwd: cluster,
        stdio: ['ignore', 2, 2],
      });
      if (status !== 0) throw new Error(`${name} did not build. Go's messages are above.`);
      say(`${name} is built (${seconds(startedAt)}).`);
    }
    chmodSync(work, 0o755); // readable by the user without rights that the journeys run as
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {{build: boolean}} options whether to build what is not there
 * @returns {Promise<string | undefined>} the folder that holds `testbed` and `kubectl`
 */
export async function bedFolder({ build }) {
  const given = process.env.PILOTHOUSE_BED;
  if (given) {
    if (isWhole(given)) return given;
    throw new Error(`PILOTHOUSE_BED is ${given}, but testbed and kubectl are not both there.`);
  }
  if (!onPath('go')) {
    if (!build) return undefined;
    throw new Error('The test cluster is built with Go, which is not installed. See https://go.dev/dl.');
  }
  const folder = folderOfSources();
  if (!isWhole(folder) && build) {
    await withLock(join(cache, 'peers.lock'), 'the build of the test cluster', () => {
      if (!isWhole(folder)) buildInto(folder);
    });
  }
  return isWhole(folder) ? folder : undefined;
}

/** Starts the cluster for a person; `--build` only builds it. */
async function peers({ rest }) {
  const bed = await bedFolder({ build: true });
  if (rest.includes('--build')) {
    say(`The test cluster is at ${bed}.`);
    return 0;
  }
  const { bundle } = await import('./build/script.mjs');
  const script = await bundle({ entry: 'e2e/peers/start.ts', folder: join(out, 'peers') });
  return loud([process.execPath, script, ...rest], { ...environment(), PILOTHOUSE_BED: bed });
}

export const tasks = { peers };
