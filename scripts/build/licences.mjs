// What the About screen shows of others' work: every npm package of which code or fonts are in out/, those loaded at run time, Electron and Chromium.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from '../setup/places.mjs';
import { EXTERNAL } from './targets.mjs';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;
const modules = join(root, 'node_modules');

/** node_modules/@scope/name of a module inside it; undefined for our own. */
function packageFolderOf(id) {
  const path = id.split('?')[0].replace(/^\0+/, '');
  const at = path.lastIndexOf(`node_modules${sep}`);
  if (at < 0) return undefined;
  const inside = path.slice(at + 'node_modules/'.length).split(sep);
  return path.slice(0, at + 'node_modules/'.length) + inside.slice(0, inside[0].startsWith('@') ? 2 : 1).join(sep);
}

/** Collects into `folders` the packages that a build takes something from. */
export const licencesPlugin = (folders) => ({
  name: 'licences',
  generateBundle(_options, bundle) {
    const add = (id) => {
      const folder = packageFolderOf(id);
      if (folder && existsSync(join(folder, 'package.json'))) folders.add(folder);
    };
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      for (const [id, { renderedLength }] of Object.entries(chunk.modules)) if (renderedLength > 0) add(id);
    }
    // Styles leave no code in a chunk, but they and their fonts are shipped.
    for (const id of this.getModuleIds()) if (/\.css(\?|$)/.test(id)) add(id);
  },
});

/** An external package and all that it needs at run time, as far as it is installed. */
function* closureOf(name, from, seen = new Set()) {
  const folder = [join(from, 'node_modules', name), join(modules, name)].find((candidate) => existsSync(join(candidate, 'package.json')));
  if (!folder || seen.has(folder)) return;
  seen.add(folder);
  yield folder;
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) yield* closureOf(next, folder, seen);
}

function textOf(folder) {
  const files = readdirSync(folder)
    .filter((name) => LICENCE_FILE.test(name) && !/\.(js|ts|json)$/.test(name))
    .toSorted();
  return files.map((name) => readFileSync(join(folder, name), 'utf8').trim()).join('\n\n');
}

/** Optional native packages of other platforms may be installed, but are not shipped. */
const isForHere = (folder) => {
  const { os = [process.platform], cpu = [process.arch], libc = ['glibc'] } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return os.includes(process.platform) && cpu.includes(process.arch) && libc.includes('glibc');
};

/** Some packages name their licence without carrying its text. */
function statement({ name, licence, author }) {
  const by = typeof author === 'string' ? author : author?.name;
  return `${name} is under the licence ${licence}${by ? `, by ${by}` : ''}. The package carries no licence text of its own.`;
}

function licenceOf(folder) {
  const { name, version, license, licenses, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const licence = license?.type ?? license ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'see text';
  return { name, version, licence, text: textOf(folder) || statement({ name, licence, author }) };
}

const CHROMIUM_TEXT = 'The file LICENSES.chromium.html beside the program holds the licences of Chromium and of all that it contains.';

/**
 * @param {Set<string>} bundled package folders
 * @param {string} [electronVersion] of the runtime, where it is not the one of package.json
 * @returns {{name: string, version: string, licence: string, text: string}[]} by name
 */
export function licences(bundled, electronVersion) {
  const shipped = EXTERNAL.filter((name) => name !== 'electron').flatMap((name) => [...closureOf(name, root)].filter(isForHere));
  const electron = licenceOf(join(modules, 'electron'));
  const runtime = [
    { ...electron, name: 'Electron', version: electronVersion ?? electron.version },
    { name: 'Chromium', version: '', licence: 'BSD-3-Clause and others', text: CHROMIUM_TEXT },
  ];
  const unique = new Map([...[...new Set([...bundled, ...shipped])].map(licenceOf), ...runtime].map((entry) => [`${entry.name} ${entry.version}`, entry]));
  return [...unique.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}
