// Folders of built peers: one for each state of each module, and the beds that join them.
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildModule, isWhole, stateOf } from './modules.mjs';

const KEPT = 4;

/** @returns {{module: import('./modules.mjs').Module, folder: string}[]} where the programs of exactly these sources belong */
const builds = ({ modules, goVersion, cache }) => modules.map((module) => ({ module, folder: join(cache, `${module.name}-${stateOf(module, goVersion)}`) }));

/** @returns {string} the folder of the bed that these sources make, there or not */
export function bedOf(options) {
  const hash = createHash('sha256');
  for (const { folder } of builds(options)) hash.update(`${folder}\0`);
  return join(options.cache, `bed-${hash.digest('hex').slice(0, 16)}`);
}

export const isWholeBed = (modules, folder) => modules.every((module) => isWhole(module, folder));

/** Each state takes up to 300 MB: the newest few of a kind stay, and nothing of a cut build. */
function forgetOlder(parent, kind) {
  const names = readdirSync(parent).filter((name) => name.startsWith(`${kind}-`));
  const folders = names.map((name) => ({ path: join(parent, name), cut: name.includes('.'), time: statSync(join(parent, name)).mtimeMs }));
  const whole = folders.filter(({ cut }) => !cut).toSorted((a, b) => b.time - a.time);
  for (const { path } of [...folders.filter(({ cut }) => cut), ...whole.slice(KEPT - 1)]) rmSync(path, { recursive: true, force: true });
}

/** Fills a folder beside, which gets its name when it is whole. */
function make(folder, kind, fill) {
  mkdirSync(dirname(folder), { recursive: true });
  forgetOlder(dirname(folder), kind);
  const work = mkdtempSync(`${folder}.`);
  try {
    fill(work);
    chmodSync(work, 0o755); // readable by the user without rights that the journeys run as
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function linkAll(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkAll(source, target);
    else link(source, target);
  }
}

function link(source, target) {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target); // a file system without links
  }
}

/** Builds what is not there, and only that. Only while holding the lock. @returns {string} the folder of the bed */
export function makeBed(options) {
  const bed = bedOf(options);
  if (isWholeBed(options.modules, bed)) return bed;
  const parts = builds(options);
  for (const { module, folder } of parts) if (!isWhole(module, folder)) make(folder, module.name, (work) => buildModule(module, work));
  make(bed, 'bed', (work) => {
    for (const { folder } of parts) linkAll(folder, work);
  });
  return bed;
}

export const hasBed = (options) => existsSync(bedOf(options)) && isWholeBed(options.modules, bedOf(options));
