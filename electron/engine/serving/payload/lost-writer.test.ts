import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { DEFAULT_PAYLOAD, NO_PAYLOADS, type PayloadState } from '../../../../shared/models/payload';
import { PayloadLog } from './payload-log';

const ENDS_WITH_ROWS = `
import { parentPort } from 'node:worker_threads';
parentPort.on('message', ({ type, service }) => {
  if (type === 'rows') process.exit(1);
  if (type === 'close') parentPort.close();
  if (type === 'keep') parentPort.postMessage({ type: 'state', service, state: ${JSON.stringify({ ...NO_PAYLOADS, state: 'writing', since: 1 })}, bytes: 0 });
});`;

test('a thread that ends while it writes loses what it held, which is told, and another is started', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lost-writer-'));
  const file = join(folder, 'fake.mjs');
  writeFileSync(file, ENDS_WITH_ROWS);
  let state: PayloadState = NO_PAYLOADS;
  const log = new PayloadLog({ folder, entry: { file, execArgv: [] }, onState: (_, next) => (state = next) });
  const tap = log.keep('late', { ...DEFAULT_PAYLOAD, share: 1 });
  const row = { at: 1, id: 'a', revision: 1, status: 200, ms: 1, request: null, response: null };
  for (let n = 0; n < 3; n++) tap.add(row);
  await vi.waitFor(() => expect(state).toMatchObject({ state: 'gap', lost: 3 }), 5_000);
  tap.add(row); // while there is none
  await vi.waitFor(() => expect(state).toMatchObject({ state: 'writing', lost: 4, failure: null }), 10_000);
  await log.close();
  rmSync(folder, { recursive: true, force: true });
}, 20_000);
