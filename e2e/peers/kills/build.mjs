// `node build.mjs FOLDER`: the command line, the engine and its threads as they are shipped, and an app that acts on a service, beside each other.
import { join } from 'node:path';
import { build } from 'vite';
import { nodeTarget } from '../../../scripts/build/targets.mjs';

const [folder] = process.argv.slice(2);
const parts = { cli: ['pilothouse', 'electron/cli/pilothouse.ts'], engine: ['engine', 'electron/engine/process.ts'], serving: ['serving-thread', 'electron/engine/serving/serving-thread.ts'], actor: ['acting-services', 'e2e/peers/kills/acting-services.ts'] };
await Promise.all(Object.entries(parts).map(([part, [name, entry]]) => build(nodeTarget({ name, entry, folder: join(folder, part), sourcemap: false }))));
