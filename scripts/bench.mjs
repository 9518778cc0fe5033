// Benchmarks print figures; they are no tests. Each is a script e2e/bench/<name>.bench.ts, run in turn with a display.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { testIdentity } from './desktop/identity.mjs';
import { environment, openWindowed } from './desktop/windowed.mjs';
import { bedFolder, pythonPeers } from './peers.mjs';
import { out, root } from './setup/places.mjs';
import { say } from './setup/say.mjs';

const SUFFIX = '.bench.ts';

/** `npm run bench [-- name …]`: all of them, or those named. */
async function bench({ runtime, rest }) {
  const all = readdirSync(join(root, 'e2e', 'bench'), { withFileTypes: true })
    .filter((file) => file.name.endsWith(SUFFIX))
    .map((file) => file.name.slice(0, -SUFFIX.length))
    .toSorted();
  const unknown = rest.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`There is no benchmark ${unknown.join(', ')}. There are: ${all.join(', ')}.`);

  await ensureBuilt();
  const { bundle } = await import('./build/script.mjs');
  const bed = await bedFolder({ build: true });
  const { env: python } = await pythonPeers({ build: true });
  const identity = testIdentity();
  const failed = [];
  for (const name of rest.length > 0 ? rest : all) {
    console.log(`\n── ${name}`);
    const script = await bundle({ entry: `e2e/bench/${name}${SUFFIX}`, folder: join(out, 'bench', name) });
    const { ended } = await openWindowed(identity, [process.execPath, script], { ...environment(runtime), PILOTHOUSE_BED: bed, ...python });
    if ((await ended) !== 0) failed.push(name);
  }
  if (failed.length > 0) say(`\nBeyond their limits, or broken: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
}

export const tasks = { bench };
