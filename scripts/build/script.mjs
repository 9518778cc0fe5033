// A TypeScript script of ours as one that plain Node runs: Node 20 strips no types.
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'vite';
import { root } from '../setup/places.mjs';
import { EXTERNAL, nodeTarget } from './targets.mjs';

const TOOLS = ['@playwright/test', 'playwright', 'playwright-core', 'vite', 'vitest'];

/** @param {{entry: string, folder: string}} script @returns {Promise<string>} the file to run */
export async function bundle({ entry, folder }) {
  if (!existsSync(join(root, entry))) throw new Error(`${entry} does not exist.`);
  const name = basename(entry).replace(/\.ts$/, '');
  await build(nodeTarget({ name, entry, folder, external: [...EXTERNAL, ...TOOLS] }));
  return join(folder, `${name}.js`);
}
