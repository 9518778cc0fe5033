// What a packaged app says of the bytes of a version: whole as they were registered, tampered once one of them is another.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandFor } from './command.mjs';

/** The whole check as it must be: SQLite read all of the registry on a thread of its own and found no fault, and the one version is so. */
function expectChecked({ registry, versions }, wanted) {
  const found = versions.map(({ state, files }) => `${state} ${files.join(' ')}`.trim());
  if (registry.faults.length > 0 || found.length !== 1 || found[0] !== wanted)
    throw new Error(`The app says of its workspace: ${JSON.stringify({ registry, versions })}; wanted is one version that is ${wanted}.`);
}

/**
 * @param {{press: (text: string) => Promise<void>, says: (pattern: string) => Promise<void>}} window where the page of the version is open
 * @param {import('../desktop/identity.mjs').Identity} identity who has the app open
 * @param {{folder: string, model: string}} of the workspace that is open, and its only model, of one version
 */
export async function tryBytes({ press, says }, identity, { folder, model }) {
  const run = commandFor(identity);
  await press('Check now');
  await says('\\bwhole\\b[^]*\\bchecked\\b');
  expectChecked(run(0, 'check', folder), 'whole');

  const [{ path, digest }] = run(0, 'models', folder, 'show', model, '1').files;
  const kept = join(folder, '.pilothouse', 'artifacts', digest.slice(0, 2), digest);
  const bytes = readFileSync(kept);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(kept, bytes);
  await press('Check now');
  await says('These bytes are not those that were registered');
  expectChecked(run(1, 'check', folder), `tampered ${path}`);
}
