import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { identityModel } from '../../../e2e/peers/small-onnx';
import { DEFAULT_SETTINGS, type HostState } from '../../../shared/models/service';
import { AppError } from '../../../shared/models/failure';
import { startServing } from './serving';
import { THREAD_ENTRY } from './thread-entry';

/** The real thread, which also fails when a service of this name is removed. */
const DEADLY = `
import { parentPort } from 'node:worker_threads';
parentPort.on('message', (message) => { if (message.type === 'remove' && message.name === 'die') throw new Error('died'); });
await import(${JSON.stringify(pathToFileURL(THREAD_ENTRY.file).href)});
`;

test('a gateway that ends is up again at the same address with the same services; who asked meanwhile is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lost-'));
  const entry = { file: join(folder, 'deadly.mjs'), execArgv: THREAD_ENTRY.execArgv };
  writeFileSync(entry.file, DEADLY);
  const path = join(folder, 'model.onnx');
  writeFileSync(path, identityModel('FP32'));
  const serving = await startServing({ port: null, tokens: [], entry });
  try {
    const held = [1, 2].map((revision) => ({ revision, digest: String(revision), path, bytes: 1, signature: null }));
    await serving.put({ name: 'late', settings: DEFAULT_SETTINGS, held, weights: [{ revision: 2, weight: 100 }] });
    const { uri } = serving;
    const states: string[] = [];
    const isBack = new Promise<void>((resolve) => {
      serving.onHost((_, revision, state: HostState) => {
        if (revision === 2) states.push(state.state);
        if (revision === 2 && state.state === 'ready') resolve();
      });
    });
    const lost = await serving.remove('die').catch((error: unknown) => error);
    expect(lost).toBeInstanceOf(AppError);
    expect(lost).toMatchObject({ failure: { detail: { reason: 'serving-lost' } } });
    await isBack;
    expect(states).toEqual(['failed', 'loading', 'ready']);
    expect(serving.uri).toBe(uri);
    await serving.put({ name: 'late', settings: DEFAULT_SETTINGS, held, weights: [{ revision: 2, weight: 100 }] });
    const body = JSON.stringify({ inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], data: [1, 2] }] });
    expect(await serving.infer('late', null, body)).toMatchObject({ status: 200, revision: 2 });
    expect((await fetch(`${uri}/v2/health/ready`)).status).toBe(200);
  } finally {
    await serving.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('who asks for a service that is known and not there yet is told to come again, and not that there is none', async () => {
  const token = 'a-token';
  const serving = await startServing({ port: null, tokens: [createHash('sha256').update(token).digest('hex')], awaited: ['late'] });
  try {
    const headers = { authorization: `Bearer ${token}` };
    const status = async (path: string) => (await fetch(`${serving.uri}${path}`, { headers })).status;
    expect([await status('/v2/models/late/ready'), await status('/v2/models/never/ready'), await status('/v2/health/ready')]).toEqual([503, 404, 503]);
    await serving.remove('late');
    expect([await status('/v2/models/late/ready'), await status('/v2/health/ready')]).toEqual([404, 200]);
  } finally {
    await serving.close();
  }
});
