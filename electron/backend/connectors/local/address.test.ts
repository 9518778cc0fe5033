import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { event, letGoOfServices, openServices, type Opened, removeStage, stageServices } from '../../../../e2e/services-stage';
import { call, codeOf } from '../../../../e2e/door-stage';
import { pickPorts } from '../../../../e2e/peers/ports';
import type { ActionRequest } from '../../../../shared/models/action';
import { ADDRESS_ID, AddressEntity } from '../../../../shared/models/gateway-address';

beforeAll(() => stageServices());
afterEach(letGoOfServices);
afterAll(removeStage);

const READY = '/v2/health/ready';
const keyOf = ({ connection }: Opened) => ({ connection, kind: 'address' as const, id: ADDRESS_ID });
const read = ({ client, connection }: Opened) => client.request('address.get', { connection });
/** Every address of this machine: a test may run where there is none but loopback. */
const opening = async (): Promise<ActionRequest> => ({ action: 'open-address', host: '0.0.0.0', port: await pickPorts(1), certificate: 'made' });

/** Plans, confirms, and waits for the end. */
async function act(opened: Opened, request: ActionRequest) {
  const { intent } = await opened.confirm(await opened.plan(request, keyOf(opened)));
  return event(opened, 'actions.watch', {}, ({ runs }) => runs.find((run) => run.intent === intent && run.endedAt !== null));
}

test('it is opened by a plan that says what it does, and each act is in the ledger with who and why', async () => {
  const opened = await openServices();
  const request = await opening();
  if (request.action !== 'open-address') throw new Error('another request');
  const plan = await opened.plan(request, keyOf(opened));
  expect(plan).toMatchObject({
    target: { objectKind: 'Gateway', name: 'gateway', engine: 'local' },
    verdict: { allowed: true, needsReason: true },
    effects: [{ id: 'opens-address' }, { id: 'makes-certificate' }, { id: 'makes-token' }],
    changes: [{ object: 'gateway', before: '127.0.0.1: token\n', after: `127.0.0.1: token\n${plan.effects[0]?.values['uri'] ?? ''}: TLS, token\n` }],
    undo: { action: 'close-address' },
  });
  expect(plan.effects[0]?.values['uri']).toMatch(new RegExp(`^https://.+:${request.port}$`));
  expect(plan.commands[0]).toMatch(/^npx pilothouse services address \S+ open --host 0\.0\.0\.0 --port \d+$/);
  expect(plan.checks.filter(({ id }) => /address|port|certificate/.test(id)).map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
    'address-own warn',
    'port-free pass',
    'certificate-good pass',
  ]);
  expect((await act(opened, request)).phase).toBe('done');
  const { address } = await read(opened);
  expect(address).toMatchObject({ state: 'open', opened: { why: 'because' }, token: { isUntaken: true } });
  const door = { port: request.port, certificate: readFileSync(address.certificateFile ?? '', 'utf8') };
  expect(await codeOf(call(door, READY, { checkServerIdentity: () => undefined }))).toBe(401);

  expect((await act(opened, { action: 'replace-token', overlapMinutes: 60 })).phase).toBe('done');
  expect((await act(opened, { action: 'close-address' })).phase).toBe('done');
  expect(await codeOf(call(door, READY))).toBe('ECONNREFUSED');
  const { rows } = await opened.client.request('ledger.list', { filter: { connections: [opened.connection] }, limit: 20, before: null });
  const acts = rows.filter(({ kind }) => kind === 'intent').map(({ verb, reason }) => `${verb}: ${reason}`);
  expect(acts.toSorted()).toEqual(['close-address: because', 'open-address: because', 'replace-token: because']);
});

test('a port that is taken refuses the plan, in words; so does an act that its state does not allow', async () => {
  const opened = await openServices();
  const other = createServer().listen(0, '0.0.0.0');
  await once(other, 'listening');
  const taken = (other.address() as AddressInfo).port;
  const busy = await opened.plan({ action: 'open-address', host: '0.0.0.0', port: taken, certificate: 'made' }, keyOf(opened));
  expect(busy.verdict).toMatchObject({ allowed: false, by: 'port-free' });
  expect(busy.checks.find(({ id }) => id === 'port-free')?.failure?.detail).toMatchObject({ reason: 'port-taken', values: { port: String(taken) } });
  other.close();
  const foreign = await opened.plan({ action: 'open-address', host: '203.0.113.9', port: taken, certificate: 'made' }, keyOf(opened));
  expect(foreign.verdict).toMatchObject({ allowed: false, by: 'address-own' });
  expect(foreign.checks.find(({ id }) => id === 'address-own')?.failure?.detail.reason).toBe('address-foreign');
  expect((await opened.plan({ action: 'close-address' }, keyOf(opened))).verdict).toMatchObject({ allowed: false, by: 'offered' });
  expect((await opened.plan({ action: 'replace-token', overlapMinutes: 0 }, keyOf(opened))).verdict).toMatchObject({ allowed: false, by: 'offered' });
});

test('the engine that is killed comes back with it open, and the inventory says so', async () => {
  const opened = await openServices();
  const request = await opening();
  if (request.action !== 'open-address') throw new Error('another request');
  await act(opened, request);
  opened.kill();
  await vi.waitFor(async () => expect((await read(opened)).address.state).toBe('open'), { timeout: 20_000, interval: 50 });
  const known: Record<string, unknown> = keyOf(opened);
  const entity = await event(opened, 'entities.watch', { kind: 'address', fields: Object.keys(AddressEntity.shape) }, ({ put }) => {
    for (const { fields } of put) Object.assign(known, fields);
    const found = AddressEntity.safeParse(known);
    return found.success && found.data.state === 'open' ? found.data : undefined;
  });
  expect(entity.offers).toEqual(['open-address', 'close-address', 'replace-token']);
  const { certificateFile } = (await read(opened)).address;
  const door = { port: request.port, certificate: readFileSync(certificateFile ?? '', 'utf8') };
  expect(await codeOf(call(door, READY, { checkServerIdentity: () => undefined }))).toBe(401);
});

test('the token goes to the user once and past the page, which is told nothing of it', async () => {
  const opened = await openServices();
  await act(opened, await opening());
  // Nobody is there to be given it: it is not taken, and can be later.
  await expect(opened.client.request('workspaces.takeAddressToken', { connection: opened.connection })).rejects.toMatchObject({
    failure: { code: 'unsupported' },
  });
  expect((await read(opened)).address.token?.isUntaken).toBe(true);
});
