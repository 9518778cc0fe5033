// Electron as its makers release it, of the version in package.json.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cache, root, sweepLeftovers } from './places.mjs';
import { say } from './say.mjs';

const PROBE_TIMEOUT_MS = 4_000;
const electron = join(root, 'node_modules', 'electron');

export const officialVersion = () => JSON.parse(readFileSync(join(electron, 'package.json'), 'utf8')).version;
export const officialFolder = () => join(cache, `electron-${officialVersion()}`);
export const hasOfficialRuntime = () => existsSync(join(officialFolder(), 'version'));

/** Whether the release site (or the mirror that the environment names) is worth a try. */
export async function officialReachable() {
  if (process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror) return true;
  const url = `https://github.com/electron/electron/releases/download/v${officialVersion()}/SHASUMS256.txt`;
  try {
    return (await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })).ok;
  } catch {
    return false;
  }
}

/**
 * Downloads with Electron's own installer, which checks the sum. It works on a copy of its package beside the original, so that the
 * finished folder can be renamed into the cache in one step.
 * @returns whether it worked
 */
export function downloadOfficialRuntime() {
  const copy = join(root, 'node_modules', `.electron-${process.pid}`);
  const target = officialFolder();
  say(`Downloading Electron ${officialVersion()} from its release site.`);
  try {
    cpSync(electron, copy, { recursive: true });
    const env = { ...process.env };
    delete env.ELECTRON_OVERRIDE_DIST_PATH;
    const { status } = spawnSync(process.execPath, [join(copy, 'install.js')], { cwd: root, env, stdio: ['ignore', 2, 2] });
    if (status !== 0) return false;
    mkdirSync(dirname(target), { recursive: true });
    sweepLeftovers(target);
    const next = `${target}.${process.pid}`; // the cache may be another file system: copy beside, then rename
    cpSync(join(copy, 'dist'), next, { recursive: true, verbatimSymlinks: true });
    rmSync(target, { recursive: true, force: true });
    renameSync(next, target);
    return true;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
