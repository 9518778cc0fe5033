import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { call, codeOf, HOST } from '../../../e2e/door-stage';
import { createAuthority } from '../../../e2e/peers/certificates';
import { pickPorts } from '../../../e2e/peers/ports';
import { ServingStage } from '../../../e2e/serving-stage';
import type { AddressCommand } from '../../../shared/models/gateway-address';
import { failureOf } from '../../../shared/models/failure';
import { createLog } from '../../backend/lib/log';
import type { HeldWorkspace } from '../workspace/workspace';
import { holdWorkspace } from '../workspace/workspace';
import { CERTIFICATE_FILE, MIGRATIONS, OuterAddress } from './address';
import { Seal } from '../../backend/lib/seal';

const READY = '/v2/health/ready';
const folder = mkdtempSync(join(tmpdir(), 'address-'));
const authority = createAuthority();
const SIGNAL = { signal: new AbortController().signal };
let made = 0;
let now = Date.now();
let log = '';
let gateway: ServingStage;
let held: HeldWorkspace;
let address: OuterAddress;
let work: string;

function start(sealFile = join(folder, 'seal-key')): void {
  held = holdWorkspace(work, [MIGRATIONS], Date.now);
  address = new OuterAddress({
    registry: held.registry,
    folder: held.places.hidden,
    seal: new Seal(sealFile),
    gateway: async () => gateway.serving,
    changed: () => undefined,
    log: createLog((line) => void (log += line)),
    now: () => now,
    hosts: () => [{ host: HOST, card: 'test' }],
  });
  address.open();
}
async function stop(): Promise<void> {
  await address.close();
  held.close();
  await gateway.close();
}

beforeEach(async () => {
  now = Date.now();
  log = '';
  work = mkdtempSync(join(folder, `w${++made}-`));
  gateway = await ServingStage.open();
  start();
});
afterEach(stop);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const told = async () => (await address.handlers['address.get']({ connection: 'local-x' }, SIGNAL)).address;
const move = async (command: AddressCommand, expected?: number) =>
  address.handlers['engine.moveAddress'](
    { expected: expected ?? (await told()).generation, command, by: 'ada', why: 'a trial with the team', entry: 7, ledger: null },
    SIGNAL,
  );
const open = async (more: Partial<Extract<AddressCommand, { verb: 'open' }>> = {}) => {
  const command = { verb: 'open', host: HOST, port: await pickPorts(1), certificate: 'made', ...more } as const;
  await move(command);
  return { ...command, certificate: readFileSync(join(held.places.hidden, CERTIFICATE_FILE), 'utf8') };
};
const take = async () => (await address.handlers['engine.takeAddressToken']({}, SIGNAL)).token;
const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const reasonOf = (refused: Promise<unknown>) =>
  refused.then(
    () => 'no refusal',
    (error: unknown) => failureOf(error).detail.reason,
  );
const bring = async (cert: string, key: string) => {
  const files = [cert, key].map((text) => {
    const path = join(folder, `file-${++made}.pem`);
    writeFileSync(path, text);
    return path;
  });
  return address.handlers['engine.bringCertificate']({ certificate: files[0] ?? '', key: files[1] ?? '' }, SIGNAL);
};

describe('as it comes', () => {
  test('it is closed, and nothing was made', async () => {
    expect(await told()).toMatchObject({ state: 'closed', uri: null, certificate: null, token: null, opened: null, generation: 0 });
    expect(await reasonOf(take())).toBe('token-taken');
  });
});

describe('opened', () => {
  test('it is called over TLS with the token, which can be taken once; who opened it and why is kept', async () => {
    const door = await open();
    expect(await told()).toMatchObject({
      state: 'open',
      uri: `https://${HOST}:${door.port}`,
      certificate: { made: true, names: [HOST] },
      token: { by: 'ada', isUntaken: true, oldUntil: null },
      opened: { by: 'ada', why: 'a trial with the team' },
      generation: 1,
    });
    const token = await take();
    expect(await codeOf(call(door, READY, as(token)))).toBe(200);
    expect(await codeOf(call(door, READY, as('')))).toBe(401);
    expect(await reasonOf(take())).toBe('token-taken');
    expect((await told()).token?.isUntaken).toBe(false);
  });

  test('neither the key nor the token lies anywhere in the workspace or its log', async () => {
    await open();
    const token = await take();
    await stop();
    const files = readdirSync(work, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'));
    expect(files.length).toBeGreaterThan(2);
    for (const text of [...texts, log]) expect(text.includes(token) || text.includes('PRIVATE KEY')).toBe(false);
    expect(statSync(join(folder, 'seal-key')).mode & 0o077).toBe(0);
    gateway = await ServingStage.open();
    start();
  });

  test('after the engine ended it is as it was: the same certificate, the same token, the same port', async () => {
    const door = await open();
    const token = await take();
    await stop();
    expect(await codeOf(call(door, READY, as(token)))).toBe('ECONNREFUSED');
    gateway = await ServingStage.open();
    start();
    await expect.poll(async () => (await told()).state).toBe('open');
    expect(await codeOf(call(door, READY, as(token)))).toBe(200);
  });

  test('a port that is taken when the engine comes back is said, and tried again until it is free', { timeout: 20_000 }, async () => {
    const door = await open();
    const token = await take();
    await stop();
    gateway = await ServingStage.open();
    const other = await ServingStage.open({ port: door.port });
    start();
    await expect.poll(async () => (await told()).failure?.detail.reason).toBe('port-taken');
    expect(await told()).toMatchObject({ state: 'failed', uri: null });
    await other.close();
    await expect.poll(async () => (await told()).state, { timeout: 10_000 }).toBe('open');
    expect(await codeOf(call(door, READY, as(token)))).toBe(200);
  });

  test('where what the key was sealed with is not there, it says so, and opening it anew makes another', async () => {
    const door = await open();
    await stop();
    gateway = await ServingStage.open();
    start(join(folder, `another-machine-${made}`));
    await expect.poll(async () => (await told()).failure?.detail.reason).toBe('key-sealed-elsewhere');
    await open({ port: door.port });
    expect((await told()).state).toBe('open');
  });

  test('closed, nobody gets in from that moment on, and it stays so; opened again, token and certificate are those of before', async () => {
    const door = await open();
    const token = await take();
    await move({ verb: 'close' });
    expect(await codeOf(call(door, READY, as(token)))).toBe('ECONNREFUSED');
    expect(await told()).toMatchObject({ state: 'closed', uri: null, closed: { by: 'ada' }, generation: 2 });
    await stop();
    gateway = await ServingStage.open();
    start();
    expect((await told()).state).toBe('closed');
    expect(await codeOf(call(door, READY, as(token)))).toBe('ECONNREFUSED');
    const again = await open({ port: door.port });
    expect(again.certificate).toBe(door.certificate);
    expect(await codeOf(call(again, READY, as(token)))).toBe(200);
  });
});

describe('the token', () => {
  test('replaced at once, the old one is none any more; with an overlap it is until then', async () => {
    const door = await open();
    const first = await take();
    await move({ verb: 'replace-token', overlapMinutes: 0 });
    const second = await take();
    expect(await codeOf(call(door, READY, as(first)))).toBe(401);
    expect(await codeOf(call(door, READY, as(second)))).toBe(200);
    await move({ verb: 'replace-token', overlapMinutes: 60 });
    const third = await take();
    expect((await told()).token?.oldUntil).toBe(now + 3_600_000);
    expect(await Promise.all([second, third].map((token) => codeOf(call(door, READY, as(token)))))).toEqual([200, 200]);
    // One overlap at a time: the one before the one before ends.
    await move({ verb: 'replace-token', overlapMinutes: 60 });
    expect(await Promise.all([second, third].map((token) => codeOf(call(door, READY, as(token)))))).toEqual([401, 200]);
    now += 3_600_001;
    expect((await told()).token?.oldUntil).toBe(null);
  });
});

describe('what is refused before anything changes', () => {
  const untouched = async () => expect(await told()).toMatchObject({ state: 'closed', generation: 0, certificate: null, token: null });

  test('an address of another machine, one of this machine alone, a port that is taken or kept back', async () => {
    expect(await reasonOf(open({ host: '203.0.113.9' }))).toBe('address-foreign');
    expect(await reasonOf(open({ host: '127.0.0.2' }))).toBe('address-loopback');
    expect(await reasonOf(open({ port: gateway.port }))).toBe('port-taken');
    await untouched();
  });

  test('an act that was planned on another state', async () => {
    expect(await reasonOf(move({ verb: 'close' }, 4))).toBe('object-changed');
    await untouched();
  });

  test('a certificate that is over, not yet good, no certificate, of another key, or behind a passphrase', async () => {
    const hour = 3_600_000;
    const own = authority.issue({ name: 'server', hosts: [HOST] });
    const ended = authority.issue({ name: 's', hosts: [HOST], notBefore: new Date(now - 3 * hour), notAfter: new Date(now - hour) });
    const later = authority.issue({ name: 's', hosts: [HOST], notBefore: new Date(now + hour) });
    expect(await reasonOf(bring(ended.cert, ended.key))).toBe('certificate-ended');
    expect(await reasonOf(bring(later.cert, later.key))).toBe('certificate-not-yet');
    expect(await reasonOf(bring('no certificate', own.key))).toBe('certificate-unreadable');
    expect(await reasonOf(bring(own.cert, own.cert))).toBe('key-unreadable');
    expect(await reasonOf(bring(own.cert, authority.issue({ name: 'x', hosts: [HOST] }).key))).toBe('key-differs');
    const locked = '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n';
    expect(await reasonOf(bring(own.cert, locked))).toBe('key-locked');
    expect(await reasonOf(open({ certificate: 'a'.repeat(64) }))).toBe('certificate-unknown');
    await untouched();
    expect(log).not.toContain('PRIVATE KEY');
  });
});

describe('a certificate of the user', () => {
  test('is shown to callers, who trust its authority; one that ended since is refused, and no longer than it is good', async () => {
    const own = authority.issue({ name: 'server', hosts: [HOST, 'models.example'] });
    const facts = await bring(own.cert, own.key);
    expect(facts).toMatchObject({ made: false, names: [HOST, 'models.example'], subject: 'CN=server' });
    expect((await address.handlers['address.get']({ connection: 'local-x' }, SIGNAL)).brought).toEqual([facts]);
    const door = await open({ certificate: facts.fingerprint });
    const token = await take();
    expect(await codeOf(call({ ...door, certificate: authority.cert }, READY, as(token)))).toBe(200);
    await move({ verb: 'close' });
    now = facts.notAfter;
    expect(await reasonOf(open({ certificate: facts.fingerprint }))).toBe('certificate-ended');
    expect((await told()).state).toBe('closed');
  });

  test('one that is not made out for the address is told before', async () => {
    const own = authority.issue({ name: 'server', hosts: ['other.example'] });
    const { fingerprint } = await bring(own.cert, own.key);
    const judged = await address.handlers['engine.judgeAddress']({ host: HOST, port: await pickPorts(1), certificate: fingerprint }, SIGNAL);
    expect(judged).toMatchObject({ host: null, port: null, certificate: null, isNamed: false });
  });
});
