// The Go modules that the real peers are built from. Each is built once for each state of its sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/places.mjs';
import { say, seconds } from '../setup/say.mjs';

/**
 * @typedef {object} Module
 * @property {string} name of its folder in the cache
 * @property {string} of what it is, for people
 * @property {string} sources
 * @property {string} ldflags
 * @property {readonly {name: string, from: string}[]} programs package paths of the commands
 * @property {readonly {to: string, module: string, from: string, ending: string}[]} files taken over from a module that it needs
 */

const peers = join(root, 'e2e', 'peers');
const stamped = (path, values) => ['-s', '-w', ...Object.entries(values).map(([name, value]) => `-X ${path}.${name}=${value}`)].join(' ');

const KUBERNETES = { gitVersion: 'v1.37.2', gitMajor: '1', gitMinor: '37', gitTreeState: 'clean', gitCommit: 'testbed', buildDate: '2026-01-01T00:00:00Z' };
const ROLLOUTS = 'github.com/argoproj/argo-rollouts';
const ROLLOUTS_VERSION = { version: '1.10.1', gitTag: 'v1.10.1', gitTreeState: 'clean', gitCommit: 'testbed' };

/** @type {readonly Module[]} */
export const MODULES = [
  {
    name: 'cluster',
    of: `Kubernetes ${KUBERNETES.gitVersion}`,
    sources: join(peers, 'cluster'),
    // Without a version the server calls itself v0.0.0-master+$Format:%H$, which kubectl cannot parse.
    ldflags: stamped('k8s.io/component-base/version', KUBERNETES),
    programs: [
      { name: 'testbed', from: '.' },
      { name: 'kubectl', from: 'k8s.io/kubernetes/cmd/kubectl' },
    ],
    files: [],
  },
  {
    name: 'rollouts',
    of: `Argo Rollouts ${ROLLOUTS_VERSION.gitTag}`,
    sources: join(peers, 'rollouts'),
    ldflags: stamped(`${ROLLOUTS}/utils/version`, ROLLOUTS_VERSION),
    programs: ['rollouts-controller', 'kubectl-argo-rollouts'].map((name) => ({ name, from: `${ROLLOUTS}/cmd/${name}` })),
    files: [{ to: 'crds/argo-rollouts', module: ROLLOUTS, from: 'manifests/crds', ending: '-crd.yaml' }],
  },
  {
    name: 'versitygw',
    of: 'versitygw v1.8.0, an object store',
    sources: join(peers, 'versitygw'),
    ldflags: stamped('main', { Version: 'v1.8.0' }),
    programs: [{ name: 'versitygw', from: 'github.com/versity/versitygw/cmd/versitygw' }],
    files: [],
  },
];

/** Of everything that decides what a build gives. */
export function stateOf(module, goVersion) {
  const { name, sources, ldflags, programs, files } = module;
  const hash = createHash('sha256').update(JSON.stringify({ goVersion, name, ldflags, programs, files }));
  const names = readdirSync(sources, { recursive: true }).filter((file) => /\.(go|mod|sum|yaml)$/.test(file) && !file.endsWith('_test.go'));
  for (const file of names.toSorted()) hash.update(`${file}\0`).update(readFileSync(join(sources, file)));
  return hash.digest('hex').slice(0, 16);
}

export const isWhole = ({ programs, files }, folder) =>
  [...programs.map(({ name }) => name), ...files.map(({ to }) => to)].every((name) => existsSync(join(folder, name)));

/** Builds its programs into an empty folder. @throws when Go does not succeed; its messages go to standard error */
export function buildModule(module, folder) {
  for (const { name, from } of module.programs) {
    const startedAt = Date.now();
    say(`Building ${name} (${module.of}); from nothing, this takes some minutes.`);
    const { status } = spawnSync('go', ['build', '-buildvcs=false', `-ldflags=${module.ldflags}`, '-o', join(folder, name), from], {
      cwd: module.sources,
      stdio: ['ignore', 2, 2],
    });
    if (status !== 0) throw new Error(`${name} did not build. Go's messages are above.`);
    say(`${name} is built (${seconds(startedAt)}).`);
  }
  for (const each of module.files) takeFiles(module, each, folder);
}

/** Out of Go's cache of modules, where files are for their owner to read. */
function takeFiles({ sources }, { to, module, from, ending }, folder) {
  const { stdout, status } = spawnSync('go', ['list', '-m', '-f', '{{.Dir}}', module], { cwd: sources, encoding: 'utf8', stdio: ['ignore', 'pipe', 2] });
  const origin = join(stdout.trim(), from);
  const names = status === 0 && existsSync(origin) ? readdirSync(origin).filter((name) => name.endsWith(ending)) : [];
  if (names.length === 0) throw new Error(`${module} has no ${from}/*${ending}.`);
  mkdirSync(join(folder, to), { recursive: true });
  for (const name of names) {
    copyFileSync(join(origin, name), join(folder, to, name));
    chmodSync(join(folder, to, name), 0o644);
  }
}
