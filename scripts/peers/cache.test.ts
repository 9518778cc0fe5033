import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bedOf, hasBed, makeBed } from './cache.mjs';

/** In place of Go: it writes down what it is asked, and makes that file; `go list` tells where modules are. */
const GO = `#!/bin/sh
echo "$PWD $*" >> "$GO_ASKED"
if [ "$1" = list ]; then echo "$GO_MODULES"; exit; fi
[ -e "$PWD/broken" ] && exit 1
while [ "$1" != -o ]; do shift; done
echo "built in $PWD" > "$2"; chmod 755 "$2"
`;
const [PARTS, GO_VERSION] = [['cluster', 'rollouts'], 'go1.26.8'];

let work = '';
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'peers-'));
  for (const folder of ['bin', 'modules/crds', ...PARTS]) mkdirSync(join(work, folder), { recursive: true });
  for (const name of PARTS) writeFileSync(join(work, name, 'main.go'), 'package main');
  writeFileSync(join(work, 'modules/crds/rollout-crd.yaml'), 'kind: CustomResourceDefinition', { mode: 0o400 });
  writeFileSync(join(work, 'modules/crds/kustomization.yaml'), 'resources: []');
  writeFileSync(join(work, 'bin', 'go'), GO);
  chmodSync(join(work, 'bin', 'go'), 0o755);
  vi.stubEnv('PATH', `${join(work, 'bin')}:${process.env['PATH']}`);
  vi.stubEnv('GO_ASKED', join(work, 'asked'));
  vi.stubEnv('GO_MODULES', join(work, 'modules'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(work, { recursive: true, force: true });
});

const options = () => ({
  cache: join(work, 'cache'),
  goVersion: GO_VERSION,
  modules: PARTS.map((name) => ({
    name,
    of: name,
    sources: join(work, name),
    ldflags: '-s -w',
    programs: [{ name: `${name}-program`, from: '.' }],
    files: name === 'rollouts' ? [{ to: 'crds/argo', module: 'example/argo', from: 'crds', ending: '-crd.yaml' }] : [],
  })),
});
const built = () =>
  readFileSync(join(work, 'asked'), 'utf8')
    .split('\n')
    .filter((line) => line.includes(' build '))
    .map((line) => line.split(' ')[0]?.split('/').at(-1));
const change = (part: string, text: string) => writeFileSync(join(work, part, 'main.go'), text);

test('one folder holds the programs of all modules, and files taken over that everybody may read', () => {
  const bed = makeBed(options());
  expect(readdirSync(bed).toSorted()).toEqual(['cluster-program', 'crds', 'rollouts-program']);
  expect(readdirSync(join(bed, 'crds/argo'))).toEqual(['rollout-crd.yaml']);
  expect(statSync(join(bed, 'crds/argo/rollout-crd.yaml')).mode & 0o777).toBe(0o644);
  expect(statSync(bed).mode & 0o777).toBe(0o755);
  expect(spawnSync(join(bed, 'cluster-program')).error).toBeUndefined();
});

test('what is there is not built again, and a change builds its own module alone', () => {
  const first = makeBed(options());
  expect(makeBed(options())).toBe(first);
  expect(built()).toEqual(PARTS);
  change('rollouts', 'package main // changed');
  expect(hasBed(options())).toBe(false);
  const second = makeBed(options());
  expect(second).not.toBe(first);
  expect(built()).toEqual([...PARTS, 'rollouts']);
  expect(existsSync(join(first, 'rollouts-program'))).toBe(true);
});

test('tests beside the sources change nothing, another Go does', () => {
  const before = bedOf(options());
  writeFileSync(join(work, 'cluster', 'main_test.go'), 'package main');
  expect(bedOf(options())).toBe(before);
  expect(bedOf({ ...options(), goVersion: 'go1.27.0' })).not.toBe(before);
});

test('a build that fails leaves nothing that looks whole, and what a cut one left goes', () => {
  writeFileSync(join(work, 'rollouts', 'broken'), '');
  expect(() => makeBed(options())).toThrow('rollouts-program did not build');
  expect(hasBed(options())).toBe(false);
  mkdirSync(join(work, 'cache', 'rollouts-0123456789abcdef.cut'));
  rmSync(join(work, 'rollouts', 'broken'));
  makeBed(options());
  expect(built()).toEqual([...PARTS, 'rollouts']);
  expect(readdirSync(join(work, 'cache')).filter((name) => name.includes('.'))).toEqual([]);
});

test('the newest four of each kind stay', () => {
  const beds = [1, 2, 3, 4, 5, 6].map((turn) => {
    change('cluster', `package main // ${turn}`);
    const bed = makeBed(options());
    // Each older than the next, by more than the clock of the file system tells.
    const isNew = (name: string) => statSync(join(work, 'cache', name)).mtimeMs > Date.parse('2020-01-01');
    for (const name of readdirSync(join(work, 'cache')).filter(isNew)) utimesSync(join(work, 'cache', name), turn, turn);
    return bed;
  });
  expect(beds.map((bed) => existsSync(bed))).toEqual([false, false, true, true, true, true]);
  expect(readdirSync(join(work, 'cache')).filter((name) => name.startsWith('cluster-'))).toHaveLength(4);
  expect(readdirSync(join(work, 'cache')).filter((name) => name.startsWith('rollouts-'))).toHaveLength(1);
});
