// Types of each room with what that room may see, then lint and format, all side by side.
import { loud, quiet, tool } from './commands.mjs';

const tsc = (project) => tool('typescript/bin/tsc', '-p', project);
const biome = (...args) => tool('@biomejs/biome/bin/biome', ...args);

const CHECKS = [
  { name: 'types of shared', command: tsc('shared') },
  { name: 'types of electron', command: tsc('electron') },
  { name: 'types of preload', command: tsc('electron/preload') },
  { name: 'types of renderer', command: tsc('renderer') },
  { name: 'types of the tests', command: tsc('.') },
  { name: 'lint', command: tool('oxlint/bin/oxlint', '--deny-warnings') },
  { name: 'format', command: biome('format'), remedy: 'npm run format' },
];

/** @returns {Promise<{passed: number, failed: number}>} each check counts as one */
export async function check() {
  const results = await Promise.all(CHECKS.map(async (one) => ({ ...one, ...(await quiet(one.command)) })));
  for (const { name, code, output, remedy } of results) {
    if (code === 0) console.log(`✓ ${name}`);
    else console.log(`✗ ${name}${remedy ? ` (“${remedy}” mends it)` : ''}\n${output.trim()}\n`);
  }
  const failed = results.filter(({ code }) => code !== 0).length;
  return { passed: results.length - failed, failed };
}

const lint = async () => ((await check()).failed === 0 ? 0 : 1);
const format = () => loud(biome('format', '--write'));

export const tasks = { lint, format };
