import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { root } from './setup/places.mjs';

/** As shells tell it. */
const SIGNALLED = 128;

/** Node's own entry of a package's command: works on every platform, unlike node_modules/.bin. */
export const tool = (path, ...args) => [process.execPath, join(root, 'node_modules', path), ...args];

/** Runs a command with its output kept back. @returns {Promise<{code: number, output: string}>} */
export function quiet([program, ...args], env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a command with its output shown. @returns {Promise<number>} its exit code */
export function loud([program, ...args], env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env, stdio: 'inherit' });
    // Ctrl+C reaches the child by itself: it ends in its own time, and we after it. Other signals come to us alone.
    const wait = () => {};
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', wait).on('SIGTERM', pass).on('SIGHUP', pass);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.removeListener('SIGINT', wait).removeListener('SIGTERM', pass).removeListener('SIGHUP', pass);
      resolve(code ?? SIGNALLED + constants.signals[signal]);
    });
  });
}
