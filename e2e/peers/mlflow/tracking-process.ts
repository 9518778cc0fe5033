// The tracking address in a process of its own, over a folder: as an engine has it, without the rest of the engine.
// Usage: tracking-process.ts FOLDER [PORT]. Says {uri, token} in one line, and ends with its standard input.
import { join } from 'node:path';
import { createLog } from '../../../electron/backend/lib/log';
import { ArtifactStore } from '../../../electron/engine/artifacts/artifact-store';
import { ModelRegistry } from '../../../electron/engine/models/model-registry';
import { MIGRATIONS as MODELS } from '../../../electron/engine/models/tables';
import { RunRecords } from '../../../electron/engine/records/run-records';
import { MIGRATIONS as RECORDS } from '../../../electron/engine/records/tables';
import { startTracking } from '../../../electron/engine/tracking/tracking-server';
import { openRegistry } from '../../../electron/engine/workspace/registry';

const [, , folder = '.', port = '0'] = process.argv;
const log = createLog((line) => process.stderr.write(line));
const registry = openRegistry(join(folder, 'registry.db'));
registry.migrate([RECORDS, MODELS]);
const shared = { registry, changed: () => undefined, now: Date.now };
const records = new RunRecords(shared);
const artifacts = new ArtifactStore({ artifacts: join(folder, 'artifacts'), temporary: join(folder, 'temporary') });
const facts = { add: () => undefined, end: () => undefined, describe: () => undefined };
const models = new ModelRegistry({ ...shared, artifacts, records, facts });
const token = 'a-token-of-the-tests';
const { uri } = await startTracking({
  records,
  artifacts,
  models,
  registry,
  admit: () => undefined,
  user: 'someone',
  now: Date.now,
  tokens: { bearerOf: (given) => (given === token ? { who: 'workspace' } : null) },
  log,
  port: Number(port),
});
process.stdout.write(`${JSON.stringify({ uri, token })}\n`);
process.stdin.resume();
process.stdin.once('end', () => process.exit(0));
