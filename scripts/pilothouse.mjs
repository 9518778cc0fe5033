#!/usr/bin/env node
// `npx pilothouse …` in a checkout: sets up and builds what is missing, then hands over. Standard output is the command's alone.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setUp } from './setup.mjs';
import { out } from './setup/places.mjs';
import { say } from './setup/say.mjs';

try {
  await setUp({ needsRuntime: false });
  const { ensureBuilt } = await import('./build.mjs');
  await ensureBuilt();
  const { status } = spawnSync(process.execPath, [join(out, 'cli', 'pilothouse.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
