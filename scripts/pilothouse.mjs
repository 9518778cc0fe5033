#!/usr/bin/env node
// `npx pilothouse …` in a checkout: sets up and builds what is missing, then hands over. Standard output is the command's alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setUp } from './setup.mjs';
import { out } from './setup/places.mjs';
import { say } from './setup/say.mjs';

const PARENT_LOOK_MS = 250;
/** What a shell adds to the number of the signal that ended a command. */
const SIGNALLED = 128;

try {
  await setUp({ needsRuntime: false });
  const { ensureBuilt } = await import('./build.mjs');
  await ensureBuilt();
  const child = spawn(process.execPath, [join(out, 'cli', 'pilothouse.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A command that runs until it is told to end is told through us; Ctrl+C reaches it by itself.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => undefined);
  // npm runs us in a shell and ends that alone.
  const parent = process.ppid;
  if (process.env.npm_command === 'exec') setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), PARENT_LOOK_MS).unref();
  const [status, signal] = await once(child, 'exit');
  process.exitCode = status ?? SIGNALLED + constants.signals[signal];
} catch (error) {
  say(error.message);
  // 1 of `drift` says that data drifted, which nobody knows yet.
  process.exitCode = process.argv[2] === 'drift' ? 3 : 1;
}
