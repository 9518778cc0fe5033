import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { FAILING, letGoOfServices, MODEL, openServices, removeStage, SERVICE, stageServices, start } from '../../../../e2e/services-stage';
import type { Plan } from '../../../../shared/models/action';
import { failureOf } from '../../../../shared/models/failure';

beforeAll(() => stageServices());
afterEach(letGoOfServices);
afterAll(removeStage);

const LOOSE = { p50: 50, p95: 50, p99: 50, throughput: 0.02 }; // shared machines have bad moments
const stagesOf = ({ checks, verdict }: Plan) => {
  const found = checks.find(({ id }) => id === 'stages-passed');
  return [found?.outcome, verdict.needsReason, found?.values];
};

test('a candidate that has not passed the stages is released with a reason alone; one that has, without; the first revision is no candidate', async () => {
  const opened = await openServices();
  const { client, connection, work, plan, act } = opened;
  expect(stagesOf(await plan(start(1)))).toEqual([undefined, false, undefined]);
  await act(start(1));
  const unchecked = await plan(start(2));
  expect(stagesOf(unchecked)).toEqual(['unknown', true, { version: '2' }]);
  const silent = client.request('actions.execute', { planId: unchecked.id, digest: unchecked.digest, reason: '', ticket: '', typedName: '' });
  expect(failureOf(await silent.catch((error: unknown) => error)).detail.reason).toBe('reason-missing');

  mkdirSync(join(work, 'golden'));
  const request = { name: 'seven', inputs: [{ name: 'x', datatype: 'INT64', shape: [1], data: [99] }], outputs: [{ name: 'y', data: [99] }] };
  writeFileSync(join(work, `golden/${MODEL}.json`), JSON.stringify({ limits: LOOSE, requests: [request, { ...request, name: 'again' }] }));
  const check = async (version: number, service: string | null) => {
    const { n } = await client.request('stages.run', { connection, model: MODEL, version, service, golden: null });
    await vi.waitFor(async () => expect((await client.request('stages.get', { connection, n })).outcome).not.toBeNull(), { timeout: 60_000, interval: 50 });
    return String(n);
  };
  const passed = { artifact: 'pass', integration: 'pass', performance: 'pass' };
  // It was released before anybody had looked: the ledger and every promotion of it say so, with the reason that was given.
  await act(start(2));
  const ledgered = async () => {
    const { rows } = await client.request('ledger.list', { filter: { verbs: ['start'] }, before: null, limit: 10 });
    const intents = await Promise.all(rows.filter(({ kind }) => kind === 'intent').map(({ seq }) => client.request('ledger.get', { seq })));
    return intents.map(({ entry }) => [entry.reasons?.reason, entry.checks.find(({ id }) => id === 'stages-passed')?.outcome]);
  };
  expect(await ledgered()).toEqual([
    ['because', 'unknown'],
    ['because', undefined],
  ]);
  const promoted = await plan({ action: 'promote' });
  const found = promoted.checks.find(({ id }) => id === 'stages-overridden');
  expect([found?.outcome, found?.values]).toEqual(['warn', { version: '2', why: 'because', by: expect.any(String) }]);
  const n = await check(2, SERVICE);
  expect((await plan({ action: 'promote' })).checks.find(({ id }) => id.startsWith('stages-'))).toMatchObject({ id: 'stages-passed', outcome: 'pass' });
  await act({ action: 'abort' });
  expect(stagesOf(await plan(start(2)))).toEqual(['pass', false, { check: n, ...passed }]);
  const failed = await check(FAILING, SERVICE);
  expect(stagesOf(await plan(start(FAILING)))).toEqual(['warn', true, { check: failed, artifact: 'pass', integration: 'fail', performance: 'inconclusive' }]);
}, 90_000);
