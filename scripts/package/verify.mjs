// What a package must be, read back from its files.
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFuses } from '../setup/fuses.mjs';

const FUSES = {
  runAsNode: false,
  cookieEncryption: true,
  nodeOptions: false,
  nodeCliInspect: false,
  asarIntegrity: true,
  onlyLoadAppFromAsar: true,
  browserV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
};
const NATIVES = ['libsql/linux-x64-gnu', '@duckdb/node-bindings-linux-x64', 'onnxruntime-node/bin/napi-v6/linux/x64'];

/** The paths in an asar archive: a JSON header behind four sizes. */
function pathsInAsar(file) {
  const bytes = readFileSync(file);
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12)));
  const walk = ({ files = {} }, at) => Object.entries(files).flatMap(([name, node]) => [`${at}/${name}`, ...walk(node, `${at}/${name}`)]);
  return walk(header, '');
}

function expectFuses(executable) {
  const fuses = readFuses(executable);
  const wrong = Object.entries(FUSES).filter(([name, on]) => fuses[name] !== on);
  if (wrong.length > 0) throw new Error(`Fuses are not as they must be: ${wrong.map(([name, on]) => `${name} should be ${on ? 'on' : 'off'}`).join(', ')}.`);
  return `Fuses read back: ${Object.entries(fuses)
    .map(([name, on]) => `${name} ${on ? 'on' : 'off'}`)
    .join(', ')}.`;
}

function expectContents(resources) {
  const paths = pathsInAsar(join(resources, 'app.asar'));
  const needed = [
    '/package.json',
    '/out/main/main.js',
    '/out/preload/preload.cjs',
    '/out/backend/backend.js',
    '/out/backend/backend-whole.cjs',
    '/out/engine/engine.js',
    '/out/serving/serving-thread.js',
    '/out/drift/drift-thread.js',
    '/out/run-script/run-script.js',
    '/out/cli/pilothouse.js',
    '/out/renderer/index.html',
    '/out/renderer/licences.json',
  ];
  const absent = needed.filter((path) => !paths.includes(path));
  if (absent.length > 0) throw new Error(`The package lacks ${absent.join(', ')}.`);
  const maps = paths.filter((path) => path.startsWith('/out/') && path.endsWith('.map'));
  if (maps.length > 0) throw new Error(`The package has source maps: ${maps[0]} …`);
  return `app.asar has ${paths.length} entries, no source maps.`;
}

function expectNatives(resources) {
  const unpacked = join(resources, 'app.asar.unpacked');
  const natives = readdirSync(unpacked, { recursive: true }).filter((path) => path.endsWith('.node'));
  const foreign = natives.filter((path) => !NATIVES.some((name) => path.includes(name)));
  if (foreign.length > 0 || natives.length < NATIVES.length)
    throw new Error(`Native modules are ${natives.join(', ')}; wanted are those of ${NATIVES.join(', ')} only.`);
  return `Native modules: ${natives.join(', ')}.`;
}

function expectSample(resources) {
  const needed = ['MLproject', 'train.mjs', 'datasets.json', 'data/flights'];
  const absent = needed.filter((path) => !existsSync(join(resources, 'sample', path)));
  if (absent.length > 0) throw new Error(`The sample workspace lacks ${absent.join(', ')}.`);
  return `The sample workspace has ${readdirSync(join(resources, 'sample', 'data', 'flights')).length} files of data.`;
}

/** @param {string} folder the unpacked app @returns {string[]} what was found, in sentences; throws when it is not what it must be */
export function verify(folder) {
  chmodSync(join(folder, 'chrome-sandbox'), 0o755); // setuid is the installing system's to give
  const resources = join(folder, 'resources');
  return [expectFuses(join(folder, 'pilothouse')), expectContents(resources), expectNatives(resources), expectSample(resources)];
}
