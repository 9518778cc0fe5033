// Who runs the app. Chromium has no sandbox for root, so root's runs go to somebody without rights.
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot, root } from '../setup/places.mjs';

const NOBODY = 65_534;
const MAP_TO_NOBODY = ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];

/** @typedef {{spawn: {uid?: number, gid?: number}, prefix: string[], env: Record<string, string>, home?: string}} Identity how to start a process so */

const works = (command, args, options = {}) => spawnSync(command, args, { stdio: 'ignore', ...options }).status === 0;
const canMap = () => works('unshare', [...MAP_TO_NOBODY, 'true']);
const nobodyReads = () => works('test', ['-r', join(root, 'package.json')], { uid: NOBODY, gid: NOBODY });

/** A home of its own that goes when we go. */
function privateHome(uid) {
  const home = mkdtempSync(join(tmpdir(), 'pilothouse-home-'));
  chmodSync(home, 0o700);
  if (uid !== undefined) chownSync(home, uid, uid);
  process.once('exit', () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const env = { HOME: home, TMPDIR: home, XDG_CONFIG_HOME: join(home, 'config'), XDG_CACHE_HOME: join(home, 'cache'), XDG_RUNTIME_DIR: home };
  return { home, env };
}

const plain = { spawn: {}, prefix: [], env: {} };
/** Root, but in a user namespace and without any capability: it owns root's files, and Chromium's sandbox is on. */
const mapped = { spawn: {}, prefix: ['unshare', ...MAP_TO_NOBODY], env: {} };

/** For a person: the own home, so that the app keeps its state and finds the kubeconfig. @returns {Identity} */
export function personIdentity() {
  if (!isRoot) return plain;
  if (canMap()) return mapped;
  if (nobodyReads()) return { spawn: { uid: NOBODY, gid: NOBODY }, prefix: [], ...privateHome(NOBODY) };
  throw unreadable();
}

/**
 * For tests: a user without rights, in an empty home.
 * @param {{writesTree?: boolean}} [options] whether it is to write into the checkout, as when pictures are taken anew
 * @returns {Identity}
 */
export function testIdentity({ writesTree = false } = {}) {
  if (!isRoot) return { ...plain, ...privateHome() };
  if (writesTree && canMap()) return { ...mapped, ...privateHome() };
  if (nobodyReads()) return { spawn: { uid: NOBODY, gid: NOBODY }, prefix: [], ...privateHome(NOBODY) };
  if (canMap()) return { ...mapped, ...privateHome() };
  throw unreadable();
}

const unreadable = () =>
  new Error(
    `Chromium's sandbox does not run as root, and the user without rights that takes over cannot read ${root}. Clone it into a folder that others may read, or chmod o+rx it and its parents.`,
  );
