import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createAuthority } from '../../../e2e/peers/certificates';
import { type FaultProxy, startFaultProxy } from '../../../e2e/peers/fault-proxy';
import { type ObjectStore, startObjectStore, type StoreKeys } from '../../../e2e/peers/versitygw';
import { askDuck } from '../../../e2e/peers/wide-parquet';
import { type DriftReport, driftReportSchema } from '../../../shared/models/drift-report';
import { parseArguments } from '../arguments';
import { drift } from './drift';

// From what was typed, over a real object store, to what is written.
let folder = '';
let store: ObjectStore;
let proxy: FaultProxy;
let [printed, told] = ['', ''];
const at = (name: string) => join(folder, name);
const put = (Key: string, Body: Uint8Array | string, Bucket = 'lake') => store.client.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body) }));
const WEIGHT = 20;

async function write(name: string, shift: number): Promise<void> {
  const heavy = Array.from({ length: WEIGHT }, (_, column) => `(hash(i * 31 + ${column}) / 1e19)::DOUBLE AS heavy${column}`);
  const rows = `SELECT (hash(i, ${shift}) % 10000) / 7.0 + ${shift} AS delay, 'c' || (hash(i, 3) % 9) AS carrier, ${heavy.join(', ')} FROM range(20000) t(i)`;
  await askDuck(`COPY (${rows}) TO '${at(name)}' (FORMAT parquet)`);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drift-store-'));
  store = await startObjectStore();
  proxy = await startFaultProxy(store.port);
  for (const Bucket of ['lake', 'closed']) await store.client.send(new CreateBucketCommand({ Bucket }));
  await write('january.parquet', 0);
  for (const part of ['1', '2']) await write(`june-${part}.parquet`, 300);
  await put('january.parquet', readFileSync(at('january.parquet')));
  for (const part of ['1', '2']) await put(`2001/june/${part}.parquet`, readFileSync(at(`june-${part}.parquet`)));
  await put('2001/june/_SUCCESS', 'yes');
  await put('cut.parquet', 'PAR1 and no end');
  await put('rows.csv', `delay,carrier\n${'1,AA\n'.repeat(600)}`);
}, 60_000);
afterAll(async () => {
  await proxy.stop();
  await store.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** As whoever has typed nothing but keys into the environment. */
function signIn({ accessKeyId, secretAccessKey }: StoreKeys, port = proxy.port): void {
  const said = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
  };
  for (const [name, value] of Object.entries(said)) vi.stubEnv(name, value);
}

beforeEach(() => {
  [printed, told] = ['', ''];
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', at('none'));
  vi.stubEnv('AWS_CONFIG_FILE', at('none'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  for (const name of ['AWS_CA_BUNDLE', 'AWS_PROFILE', 'AWS_SESSION_TOKEN']) vi.stubEnv(name, undefined);
  signIn(store.root);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((told += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const run = (...words: readonly string[]) => drift(parseArguments(['drift', ...words]));
async function reportOf(...words: readonly string[]): Promise<{ readonly status: number; readonly report: DriftReport }> {
  printed = '';
  const status = await run(...words, '--format', 'json');
  return { status, report: driftReportSchema.parse(JSON.parse(printed)) };
}
/** What is said where the status is 3. */
async function refusal(...words: readonly string[]): Promise<string> {
  told = '';
  expect(await run(...words)).toBe(3);
  return told.split('\n')[0] ?? '';
}

test('objects, prefixes and globs are judged as the files that they are, by the columns that were asked for alone', async () => {
  const columns = ['--columns', 'delay,carrier'];
  const files = await reportOf('--reference', at('january.parquet'), '--current', at('june-1.parquet'), '--current', at('june-2.parquet'), ...columns);
  const before = proxy.bytes()['to-client'];
  const objects = await reportOf('--reference', 's3://lake/january.parquet', '--current', 's3://lake/2001/june/', ...columns);
  const travelled = proxy.bytes()['to-client'] - before;
  expect([objects.status, objects.report.columns]).toEqual([1, files.report.columns]);
  const whole = [at('january.parquet'), at('june-1.parquet'), at('june-2.parquet')].reduce((sum, file) => sum + readFileSync(file).length, 0);
  expect(travelled).toBeLessThan(whole / 5);
  const { reference, current } = objects.report;
  expect(reference).toMatchObject({ name: 's3://lake/january.parquet', digest_of: 'etags', rows: 20_000 });
  expect(reference.files[0]).toMatch(/^s3:\/\/lake\/january\.parquet "[0-9a-f]+"$/);
  expect(current.files.map((file) => file.split(' ')[0])).toEqual(['s3://lake/2001/june/1.parquet', 's3://lake/2001/june/2.parquet']);
  const globbed = await reportOf('--reference', 's3://lake/january.parquet', '--current', 's3://lake/2001/**/[12].parquet', ...columns);
  expect(globbed.report.current).toMatchObject({ digest: current.digest, rows: 40_000 });
  const mixed = await reportOf('--reference', at('january.parquet'), '--current', 's3://lake/2001/june/1.parquet', ...columns);
  expect([mixed.report.reference.digest_of, mixed.report.current.digest_of]).toEqual(['content', 'etags']);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('pilothouse-objects-') && readdirSync(join(tmpdir(), name)).length > 0)).toEqual([]);
});

test('of text all is read, so its digest is of its content', async () => {
  const { report } = await reportOf('--reference', 's3://lake/rows.csv', '--current', 's3://lake/rows.csv');
  expect(report.reference).toMatchObject({ digest_of: 'content', rows: 600 });
});

test('an authority of their own is trusted where it is named', async () => {
  const authority = createAuthority();
  const secured = await startObjectStore({ certificate: authority.issue({ name: 'store', hosts: ['127.0.0.1'] }) });
  try {
    await secured.client.destroy();
    writeFileSync(at('ca.pem'), authority.cert);
    const sides = ['--reference', 's3://lake/a.parquet', '--current', 's3://lake/a.parquet', '--endpoint', secured.address];
    expect(await refusal(...sides)).toContain('certificate');
    expect(await refusal(...sides, '--ca', at('ca.pem'))).toContain('pilothouse: s3://lake: There is no such bucket.');
    vi.stubEnv('AWS_CA_BUNDLE', at('ca.pem'));
    expect(await refusal(...sides)).toContain('no such bucket');
  } finally {
    await secured.stop();
  }
});

test('whatever keeps objects from being read is said in a sentence, with the object', async () => {
  const january = ['--reference', 's3://lake/january.parquet'];
  const against = (address: string, ...more: readonly string[]) => refusal(...january, '--current', address, ...more);
  expect(await against('s3://lake/nothing.parquet')).toBe('pilothouse: s3://lake/nothing.parquet: There is no such object, or not any more.');
  expect(await against('s3://lake/none/*.parquet')).toContain('There are no such files in s3://lake/none/*.parquet.');
  expect(await against('s3://nowhere/a.parquet')).toContain('There is no such');
  expect(await against('s3://lake/cut.parquet')).toMatch(/^pilothouse: .*s3:\/\/lake\/cut\.parquet|^pilothouse: .*cut\.parquet/);
  const reader = await store.addUser('reader');
  const allow = { Effect: 'Allow', Principal: { AWS: [reader.accessKeyId] }, Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::closed/*'] };
  await put('january.parquet', readFileSync(at('january.parquet')), 'closed');
  await store.client.send(new PutBucketPolicyCommand({ Bucket: 'closed', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [allow] }) }));
  signIn(reader);
  expect(await against('s3://lake/january.parquet')).toContain('pilothouse: s3://lake/january.parquet: You may not read this object.');
  // Listing is denied, reading is not.
  const closed = ['--reference', 's3://closed/january.parquet', '--columns', 'delay'];
  expect((await reportOf(...closed, '--current', 's3://closed/january.parquet')).status).toBe(0);
  expect(await refusal(...closed, '--current', 's3://closed/')).toContain('s3://closed: You may not list this.');
  signIn({ ...store.root, secretAccessKey: 'of yesterday' });
  expect(await against('s3://lake/january.parquet')).toContain('The store does not accept the secret of this access key.');
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined);
  expect(await against('s3://lake/january.parquet')).toContain('No credentials were found for this store.');
});

test('a token that has expired is said to have, also in the middle of the reading', async () => {
  // The peer gives out no such tokens: in front of it stands what refuses as Amazon does once the time is over.
  let left = 0;
  const text = '<?xml version="1.0"?><Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>';
  const server = createServer(({ method = '', headers, url }, reply) => {
    if (left-- > 0)
      return void request(`${store.address}${url}`, { method, headers }, (answer) =>
        answer.pipe(reply.writeHead(answer.statusCode ?? 500, answer.headers)),
      ).end();
    reply.writeHead(403, { 'content-type': 'application/xml' }).end(method === 'HEAD' ? undefined : text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  signIn(store.root, typeof address === 'object' && address ? address.port : 0);
  try {
    for (const until of [0, 1, 3, 5]) {
      left = until;
      expect(await refusal('--reference', 's3://lake/january.parquet', '--current', 's3://lake/2001/june/1.parquet', '--columns', 'delay')).toContain(
        'The token is not valid any more.',
      );
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('what was typed wrongly is said before anything is asked', async () => {
  const sides = ['--reference', 's3://lake/january.parquet', '--current', 's3://lake/january.parquet'];
  await expect(run(...sides, '--endpoint', 'lake')).rejects.toThrow('--endpoint takes an address');
  await expect(run(...sides, '--ca', at('none'))).rejects.toThrow(`--ca ${at('none')} cannot be read`);
  await expect(run(...sides, '--ca', at('january.parquet'))).rejects.toThrow('holds no certificates');
  await expect(run(...sides, '--region', 'Nowhere At All')).rejects.toThrow('--region does not take');
  await expect(run(...sides, '--reference', at('january.parquet'))).rejects.toThrow('--reference names both files and objects');
});
