// The command line of the checkout, as whoever has a packaged app open types it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { out } from '../setup/places.mjs';

/**
 * It attaches to the engine of the app, which does the work.
 * @param {import('../desktop/identity.mjs').Identity} identity who has the app open
 * @returns {(status: number, ...args: string[]) => any} runs a command that must end with this status, and gives what it printed as JSON
 */
export function commandFor({ spawn, prefix, env }) {
  return (status, ...args) => {
    const [program, ...rest] = [...prefix, process.execPath, join(out, 'cli', 'pilothouse.js'), ...args, '--json'];
    const ended = spawnSync(program, rest, { env: { ...process.env, ...env }, encoding: 'utf8', ...spawn });
    if (ended.status !== status)
      throw new Error(`“pilothouse ${args.join(' ')}” ended with ${ended.status}, not with ${status}:\n${ended.stdout}${ended.stderr}`);
    return JSON.parse(ended.stdout);
  };
}
