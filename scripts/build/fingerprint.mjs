// Whether what is in out/ was built from what is in the tree: names, sizes and times of the sources, without reading them.
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/places.mjs';

const SOURCES = [
  'shared',
  'electron',
  'renderer',
  'resources',
  'scripts/build',
  'scripts/build.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
];
const TEST = /\.(test|bench)\.tsx?$/;

function* filesOf(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) {
    if (!TEST.test(path)) yield `${path} ${stat.size} ${stat.mtimeMs}\n`;
    return;
  }
  for (const name of readdirSync(join(root, path)).toSorted()) yield* filesOf(`${path}/${name}`);
}

export function fingerprint() {
  const hash = createHash('sha256');
  for (const source of SOURCES) for (const line of filesOf(source)) hash.update(line);
  return hash.digest('hex');
}
