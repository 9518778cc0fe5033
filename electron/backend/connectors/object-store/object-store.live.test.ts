import { CreateBucketCommand, PutBucketPolicyCommand, PutBucketVersioningCommand, PutObjectCommand, DeleteObjectCommand } from '@aws-sdk/client-s3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAuthority } from '../../../../e2e/peers/certificates';
import { startConnectProxy } from '../../../../e2e/peers/connect-proxy';
import { type FaultProxy, startFaultProxy } from '../../../../e2e/peers/fault-proxy';
import { type ObjectStore, startObjectStore, type StoreKeys } from '../../../../e2e/peers/versitygw';
import { failureOf } from '../../../../shared/models/failure';
import { NO_SECRET, type ObjectStoreSecret, type ObjectStoreSettings } from '../../../../shared/models/object-store';
import type { Blobs, ExactObject, Span } from '../contract';
import { objectStore } from './connector';
import { ObjectStoreSession } from './session';

const HUNDRED = Buffer.from(Array.from({ length: 100 }, (_, index) => index));
const LARGE = Buffer.alloc(3 * 2 ** 20, 'a whole object of some length. ');
const NEVER = new AbortController().signal;

let store: ObjectStore;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  store = await startObjectStore();
  const { client } = store;
  for (const Bucket of ['plain', 'versioned', 'closed']) await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new PutBucketVersioningCommand({ Bucket: 'versioned', VersioningConfiguration: { Status: 'Enabled' } }));
  await put('plain', 'months/01/hundred.bin', HUNDRED);
  await put('plain', 'months/02/hundred.bin', HUNDRED);
  await put('plain', 'months/notes & "quotes" ü.txt', 'text');
  await put('plain', 'large.bin', LARGE);
}, 60_000);
afterAll(() => store.stop());
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const put = async (Bucket: string, Key: string, Body: Uint8Array | string) =>
  (await store.client.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body) }))).VersionId;
const secretOf = (keys: StoreKeys | null): ObjectStoreSecret => ({ ...NO_SECRET, keys: keys && { ...keys, sessionToken: null } });

function sessionTo(settings: Partial<ObjectStoreSettings>, keys: StoreKeys | null = store.root) {
  const whole: ObjectStoreSettings = {
    address: store.address,
    region: 'us-east-1',
    pathStyle: true,
    ca: null,
    proxy: null,
    credentials: { kind: keys ? 'keys' : 'anonymous' },
    buckets: [],
    ...settings,
  };
  const session = new ObjectStoreSession({ settings: whole, secret: () => secretOf(keys), env: {} });
  ends.push(() => session.close());
  return session;
}

const blobs = objectStore.blobs as Blobs<ObjectStoreSession>;
const reasonOf = async (work: Promise<unknown>) => {
  try {
    await work;
    return 'none';
  } catch (error) {
    const { code, detail } = failureOf(error);
    return `${code} ${detail.reason ?? detail.text}`;
  }
};
async function bytesOf(session: ObjectStoreSession, object: ExactObject, span: Span, onChunk?: (sofar: number) => unknown): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of blobs.read(session, object, span, NEVER)) {
    chunks.push(chunk);
    await onChunk?.(chunks.reduce((sum, { length }) => sum + length, 0));
  }
  return Buffer.concat(chunks);
}
async function exact(session: ObjectStoreSession, bucket: string, key: string, version: string | null = null): Promise<ExactObject> {
  const { etag } = await blobs.facts(session, { bucket, key, version }, NEVER);
  return { bucket, key, version, etag };
}
const list = (session: ObjectStoreSession, bucket: string, prefix = '') => blobs.list(session, { bucket, prefix, after: null }, NEVER);
const stepsOf = async (session: ObjectStoreSession) => {
  const steps = [];
  for await (const step of session.test(NEVER)) if (step.state !== 'running') steps.push(step);
  return steps.map(({ step, state, failure }) => `${step} ${state}${failure ? ` ${failure.detail.reason}` : ''}`);
};

describe('browsing', () => {
  test('buckets, what lies on one level of them, and names of any kind', async () => {
    const session = sessionTo({});
    expect((await blobs.buckets(session, null, NEVER)).buckets.map(({ name }) => name)).toEqual(['closed', 'plain', 'versioned']);
    const top = await list(session, 'plain');
    expect([top.prefixes, top.objects.map(({ key, size }) => [key, size])]).toEqual([['months/'], [['large.bin', LARGE.length]]]);
    const months = await list(session, 'plain', 'months/');
    expect([months.prefixes, months.objects.map(({ key }) => key)]).toEqual([['months/01/', 'months/02/'], ['months/notes & "quotes" ü.txt']]);
  });

  test('more than a page of objects come page by page, each once and in order', async () => {
    const keys = Array.from({ length: 1_050 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
    for (let at = 0; at < keys.length; at += 50) await Promise.all(keys.slice(at, at + 50).map((key) => put('closed', key, '')));
    const session = sessionTo({});
    const first = await blobs.list(session, { bucket: 'closed', prefix: 'many/', after: null }, NEVER);
    const second = await blobs.list(session, { bucket: 'closed', prefix: 'many/', after: first.after }, NEVER);
    expect([...first.objects, ...second.objects].map(({ key }) => key)).toEqual(keys);
    expect([first.objects.length, second.after]).toEqual([1_000, null]);
  });

  test('versions of one object, newest first, with what was deleted, and none of objects that are called alike', async () => {
    const [one, two] = [await put('versioned', 'model', 'one'), await put('versioned', 'model', 'second')];
    await put('versioned', 'model-2', 'other');
    await store.client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key: 'model' }));
    const session = sessionTo({});
    const { versions, after } = await blobs.versions(session, { bucket: 'versioned', key: 'model', after: null }, NEVER);
    expect(versions.map(({ version, deleted, newest, size }) => [deleted ? 'deleted' : version, newest, size])).toEqual([
      ['deleted', true, 0],
      [two, false, 6],
      [one, false, 3],
    ]);
    expect(after).toBeNull();
    const old = await exact(session, 'versioned', 'model', one ?? null);
    expect((await bytesOf(session, old, { start: 0, end: 3 })).toString()).toBe('one');
  });
});

describe('reading', () => {
  test('a span is those bytes alone, and facts are what the store says', async () => {
    const session = sessionTo({});
    const object = await exact(session, 'plain', 'months/01/hundred.bin');
    expect([...(await bytesOf(session, object, { start: 10, end: 15 }))]).toEqual([10, 11, 12, 13, 14]);
    expect([...(await bytesOf(session, object, { start: 99, end: 100 }))]).toEqual([99]);
    const facts = await blobs.facts(session, object, NEVER);
    expect(facts).toMatchObject({ size: 100, etag: object.etag, storageClass: 'STANDARD' });
    expect(facts.digests.length).toBeGreaterThan(0);
  });

  test('an object that was replaced meanwhile is an error that says so', async () => {
    const session = sessionTo({});
    await put('plain', 'moving', 'before');
    const object = await exact(session, 'plain', 'moving');
    await put('plain', 'moving', 'after!');
    expect(await reasonOf(bytesOf(session, object, { start: 0, end: 6 }))).toBe('stale object-replaced');
  });

  test('a connection that is cut in the middle is taken up where it broke', async () => {
    const proxy = await through(store.port);
    const session = sessionTo({ address: `http://127.0.0.1:${proxy.port}` });
    const object = await exact(session, 'plain', 'large.bin');
    proxy.slow(8 * 2 ** 20);
    let cut = false;
    const read = await bytesOf(session, object, { start: 0, end: LARGE.length }, async (sofar) => {
      if (cut || sofar < 2 ** 20) return;
      cut = true;
      proxy.cut();
      await proxy.heal();
    });
    expect([cut, read.equals(LARGE)]).toEqual([true, true]);
    expect(proxy.log().length).toBeGreaterThan(1);
  });

  test('a store that stays away is unreachable', async () => {
    const proxy = await through(store.port);
    const session = sessionTo({ address: `http://127.0.0.1:${proxy.port}` });
    const object = await exact(session, 'plain', 'large.bin');
    proxy.slow(2 ** 20);
    const read = bytesOf(session, object, { start: 0, end: LARGE.length }, async (sofar) => {
      if (sofar < 2 ** 18) return;
      await proxy.refuse();
      proxy.cut();
    });
    expect(await reasonOf(read)).toBe('unreachable connection-refused');
  });
});

describe('credentials', () => {
  test('a wrong secret and an unknown key are told apart, at each call and in the test of the connection', async () => {
    const wrong = sessionTo({}, { ...store.root, secretAccessKey: 'wrong' });
    expect(await reasonOf(list(wrong, 'plain'))).toBe('unauthenticated secret-refused');
    expect(await stepsOf(wrong)).toEqual(['credentials passed', 'address passed', 'server failed secret-refused']);
    const unknown = sessionTo({}, { accessKeyId: 'nobody', secretAccessKey: 'x' });
    expect(await reasonOf(list(unknown, 'plain'))).toBe('unauthenticated access-key-unknown');
  });

  test('credentials of a profile are those of the tools, and are read anew after they were refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'profile-'));
    const file = join(folder, 'credentials');
    ends.push(() => rmSync(folder, { recursive: true }));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
    ends.push(() => vi.unstubAllEnvs());
    const write = (secretKey: string) => writeFileSync(file, `[lake]\naws_access_key_id = ${store.root.accessKeyId}\naws_secret_access_key = ${secretKey}\n`);
    write('of yesterday');
    const session = sessionTo({ credentials: { kind: 'chain', profile: 'lake' } });
    expect(await reasonOf(list(session, 'plain'))).toBe('unauthenticated secret-refused');
    write(store.root.secretAccessKey);
    expect((await list(session, 'plain')).prefixes).toEqual(['months/']);
    expect(await reasonOf(list(sessionTo({ credentials: { kind: 'chain', profile: 'nobody' } }), 'plain'))).toBe('unauthenticated credentials-missing');
  });

  test('a bucket that may be read but not listed is read', async () => {
    const reader = await store.addUser('reader');
    const allow = { Effect: 'Allow', Principal: { AWS: [reader.accessKeyId] }, Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::closed/*'] };
    await put('closed', 'shared.txt', 'for readers');
    await store.client.send(new PutBucketPolicyCommand({ Bucket: 'closed', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [allow] }) }));
    const session = sessionTo({ buckets: ['closed'] }, reader);
    expect(await reasonOf(list(session, 'closed'))).toBe('forbidden listing-denied');
    const object = await exact(session, 'closed', 'shared.txt');
    expect((await bytesOf(session, object, { start: 0, end: 11 })).toString()).toBe('for readers');
    expect(await reasonOf(blobs.facts(session, { bucket: 'plain', key: 'large.bin', version: null }, NEVER))).toBe('forbidden object-denied');
  });

  test('a user who is removed in the middle of the reading is not signed in any more', async () => {
    const leaver = await store.addUser('leaver');
    const allow = { Effect: 'Allow', Principal: { AWS: [leaver.accessKeyId] }, Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::plain/*'] };
    await store.client.send(new PutBucketPolicyCommand({ Bucket: 'plain', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [allow] }) }));
    const session = sessionTo({}, leaver);
    const object = await exact(session, 'plain', 'large.bin');
    await store.removeUser(leaver);
    // The store remembers whom it let in for a moment.
    await expect.poll(() => reasonOf(bytesOf(session, object, { start: 0, end: 10 })), { timeout: 10_000 }).toBe('unauthenticated access-key-unknown');
  });

  test('a token that expires between two parts of an object is said to have expired', async () => {
    // The peer gives out no such tokens: in front of it stands what refuses as Amazon does once the time is over.
    let over = false;
    const port = await listening((asked, reply) => {
      const { method, headers, url } = asked;
      if (!over)
        return void request(`${store.address}${url}`, { method, headers }, (answer) =>
          answer.pipe(reply.writeHead(answer.statusCode ?? 500, answer.headers)),
        ).end();
      const text = '<?xml version="1.0"?><Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>';
      reply.writeHead(403, { 'content-type': 'application/xml' }).end(text);
    });
    const session = sessionTo({ address: `http://127.0.0.1:${port}` }, store.root);
    const object = await exact(session, 'plain', 'large.bin');
    expect(await bytesOf(session, object, { start: 0, end: 10 })).toHaveLength(10);
    over = true;
    expect(await reasonOf(bytesOf(session, object, { start: 10, end: 20 }))).toBe('unauthenticated token-expired');
    over = false;
    expect(await bytesOf(session, object, { start: 10, end: 20 })).toHaveLength(10);
  });

  test('without credentials a public object is read, and others are not', async () => {
    const allow = { Effect: 'Allow', Principal: '*', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::versioned/public.txt'] };
    await put('versioned', 'public.txt', 'open');
    await put('versioned', 'private.txt', 'closed');
    await store.client.send(new PutBucketPolicyCommand({ Bucket: 'versioned', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [allow] }) }));
    const session = sessionTo({}, null);
    const object = await exact(session, 'versioned', 'public.txt');
    expect((await bytesOf(session, object, { start: 0, end: 4 })).toString()).toBe('open');
    expect(await reasonOf(blobs.facts(session, { bucket: 'versioned', key: 'private.txt', version: null }, NEVER))).toBe('forbidden object-denied');
  });
});

describe('the way there', () => {
  test('what is not there, and what is no store', async () => {
    const session = sessionTo({});
    expect(await reasonOf(list(session, 'nowhere'))).toBe('not-found bucket-unknown');
    expect(await reasonOf(blobs.facts(session, { bucket: 'plain', key: 'nothing', version: null }, NEVER))).toBe('not-found object-unknown');
    const portal = await listening((_, reply) => reply.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Portal</title><p>Sign in'));
    const other = sessionTo({ address: `http://127.0.0.1:${portal}` });
    expect(await reasonOf(blobs.buckets(other, null, NEVER))).toBe('unreachable not-object-store');
    expect(await reasonOf(blobs.facts(other, { bucket: 'plain', key: 'large.bin', version: null }, NEVER))).toBe('unsupported store-lacks');
    expect(await reasonOf(list(other, 'plain'))).toBe('unreachable not-object-store');
  });

  test('an authority of their own is trusted where the settings hold it, and not without', async () => {
    const authority = createAuthority();
    const secured = await startObjectStore({ certificate: authority.issue({ name: 'store', hosts: ['127.0.0.1', 'localhost'] }) });
    ends.push(() => secured.stop());
    const buckets = (ca: string | null) => blobs.buckets(sessionTo({ address: secured.address, ca }), null, NEVER);
    expect(await buckets(authority.cert)).toEqual({ buckets: [], after: null });
    expect(await reasonOf(buckets(null))).toBe('unreachable certificate-untrusted');
    expect(await reasonOf(buckets(createAuthority('another').cert))).toBe('unreachable certificate-untrusted');
  });

  test('a proxy is gone through, also one that asks who we are', async () => {
    const proxy = await startConnectProxy({ credentials: { user: 'ann', password: 'p@ss' } });
    ends.push(() => proxy.stop());
    const settings: Partial<ObjectStoreSettings> = { proxy: `http://127.0.0.1:${proxy.port}` };
    expect(await reasonOf(list(sessionTo(settings), 'plain'))).toBe('unreachable proxy-refused');
    const whole = { ...settings, address: store.address, region: 'us-east-1', pathStyle: true, ca: null, credentials: { kind: 'keys' as const }, buckets: [] };
    const secret = { ...secretOf(store.root), proxy: { user: 'ann', password: 'p@ss' } };
    const session = new ObjectStoreSession({ settings: { ...whole, proxy: whole.proxy ?? null }, secret: () => secret, env: {} });
    ends.push(() => session.close());
    expect((await list(session, 'plain')).prefixes).toEqual(['months/']);
    expect(await stepsOf(session)).toEqual(['credentials passed', 'address passed', 'server passed', 'rights passed']);
  });
});

async function listening(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function through(port: number): Promise<FaultProxy> {
  const proxy = await startFaultProxy(port);
  ends.push(() => proxy.stop());
  return proxy;
}
