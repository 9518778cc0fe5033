// Starts a program that opens windows: on the display there is, or on a virtual one, and never as root.
import { spawn } from 'node:child_process';
import { chownSync, copyFileSync, existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasDisplay } from '../setup/libraries.mjs';
import { isRoot, root } from '../setup/places.mjs';
import { startDisplay } from './display.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const KILL_AFTER_MS = 5_000;

/** The environment of everything we start. */
export function environment(runtime) {
  const env = { ...process.env, PILOTHOUSE_ROOT: root };
  if (runtime) Object.assign(env, { ELECTRON_OVERRIDE_DIST_PATH: runtime.dist, PILOTHOUSE_ELECTRON: runtime.executable });
  delete env.ELECTRON_RUN_AS_NODE; // would make a plain Node of the app
  return env;
}

/** Root's X cookie is private: the user without rights gets a copy. */
function borrowedAuthority({ home, spawn: { uid, gid } }) {
  const own = process.env.XAUTHORITY ?? join(homedir(), '.Xauthority');
  if (!isRoot || uid === undefined || !existsSync(own)) return {};
  const copy = join(home, 'xauthority');
  copyFileSync(own, copy);
  chownSync(copy, uid, gid);
  return { XAUTHORITY: copy };
}

/** A signal to the program's whole group: children of children are not left behind. */
function killGroup(child, signal) {
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // it has ended by itself
  }
}

/**
 * @param {import('./identity.mjs').Identity} identity
 * @param {string[]} command program and arguments
 * @param {Record<string, string>} env all of it
 * @param {{stdio?: import('node:child_process').StdioOptions}} [options]
 * @returns {Promise<{child: import('node:child_process').ChildProcess, ended: Promise<number>, stop: () => void}>} `ended` gives the exit code
 */
export async function openWindowed(identity, command, env, { stdio = 'inherit' } = {}) {
  const display = hasDisplay() ? undefined : await startDisplay({ folder: identity.home ?? tmpdir(), ...identity.spawn });
  const [program, ...args] = [...identity.prefix, ...command];
  const child = spawn(program, args, {
    cwd: root,
    env: { ...env, ...identity.env, ...(display?.env ?? borrowedAuthority(identity)) },
    stdio,
    detached: process.platform !== 'win32',
    ...identity.spawn,
  });
  const stop = () => {
    child.kill('SIGTERM'); // it ends its own children in order; what is left after a while is ended for it
    setTimeout(() => killGroup(child, 'SIGKILL'), KILL_AFTER_MS).unref();
  };
  const abandon = () => killGroup(child, 'SIGKILL');
  for (const signal of SIGNALS) process.on(signal, stop);
  process.once('exit', abandon);
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGTERM' ? 0 : 1)));
  }).finally(() => {
    abandon(); // whatever it started and left
    process.removeListener('exit', abandon);
    for (const signal of SIGNALS) process.removeListener(signal, stop);
    display?.stop();
  });
  return { child, ended, stop };
}
