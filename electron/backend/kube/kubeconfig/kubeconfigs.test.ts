import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAuthority } from '../../../../e2e/peers/certificates';
import { type Failure, failureOf } from '../../../../shared/models/failure';
import { SILENT } from '../../lib/log';
import type { Discovery } from '../../lib/discovery';
import { Kubeconfigs, type KubeconfigsOptions } from './kubeconfigs';

const authority = createAuthority();
let home: string;
let opened: Kubeconfigs[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kubeconfigs-'));
  mkdirSync(join(home, '.kube'));
  opened = [];
});
afterEach(() => {
  for (const kubeconfigs of opened) kubeconfigs.close();
  rmSync(home, { recursive: true, force: true });
});

/** A poll so rare that only events of the system can be what is seen, unless a test asks for another. */
function start(options: Partial<KubeconfigsOptions> = {}): Kubeconfigs {
  const kubeconfigs = new Kubeconfigs({ env: {}, homeDir: home, extraFiles: [], log: SILENT, watch: { settleMs: 20, pollMs: 3_600_000 }, ...options });
  opened.push(kubeconfigs);
  return kubeconfigs;
}
const at = (...parts: string[]) => join(home, ...parts);
const config = (name: string, { cluster = {}, user = { token: 'abc' }, context = {} }: { cluster?: object; user?: object; context?: object } = {}) =>
  JSON.stringify({
    'current-context': name,
    clusters: [{ name, cluster: { server: `https://${name}.example:6443`, ...cluster } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name, ...context } }],
  });
function failing(look: () => unknown): Failure {
  try {
    look();
  } catch (error) {
    return failureOf(error);
  }
  throw new Error('it did not fail');
}
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
const names = (discovery: Discovery | undefined) => discovery?.found.map((found) => found.target.context);
function once(kubeconfigs: Kubeconfigs): Discovery {
  let told: Discovery | undefined;
  kubeconfigs.discover((discovery) => {
    told = discovery;
  })();
  if (!told) throw new Error('nothing was told');
  return told;
}

test('contexts of the home kubeconfig are found, with where they lead and what is current', () => {
  writeFileSync(at('.kube/config'), config('prod', { cluster: { 'insecure-skip-tls-verify': true }, context: { namespace: 'web' } }));
  const { found, sources } = once(start());
  expect(found).toEqual([
    {
      id: expect.stringMatching(/^[a-f0-9]{16}$/),
      ref: { kubeconfig: at('.kube/config'), context: 'prod' },
      target: { context: 'prod', server: 'https://prod.example:6443', user: 'prod', source: '~/.kube/config', insecure: true },
      namespace: 'web',
      current: true,
      failure: null,
    },
  ]);
  expect(sources).toEqual([{ name: '~/.kube/config', failure: null }]);
  expect(once(start()).found).toEqual(found);
});

test('KUBECONFIG is a list: empty parts and repeats are passed over, missing files too as long as one is there', () => {
  writeFileSync(at('one'), config('one'));
  writeFileSync(at('two'), config('two'));
  const env = { KUBECONFIG: ['', at('none'), at('one'), at('one'), at('two'), ''].join(delimiter) };
  const discovery = once(start({ env }));
  expect(names(discovery)).toEqual(['one', 'two']);
  expect(discovery.found.map((found) => found.current)).toEqual([true, false]);
  expect(discovery.sources.map((source) => source.name)).toEqual(['~/one', '~/two']);
  const missing = once(start({ env: { KUBECONFIG: at('none') } }));
  expect(missing).toMatchObject({
    found: [],
    sources: [{ name: '~/none', failure: { detail: { reason: 'kubeconfig-missing', values: { file: '~/none' } } } }],
  });
});

test('a context may name what stands in another file of the list; taken alone it fails in words', () => {
  writeFileSync(at('one'), JSON.stringify({ contexts: [{ name: 'x', context: { cluster: 'two', user: 'two' } }] }));
  writeFileSync(at('two'), config('two', { user: { tokenFile: 'token' } }));
  writeFileSync(at('token'), 'abc');
  const ref = { kubeconfig: at('one'), context: 'x' };
  expect(start({ env: { KUBECONFIG: [at('one'), at('two')].join(delimiter) } }).access(ref).server.href).toBe('https://two.example:6443/');
  expect(failing(() => start().access(ref)).detail).toEqual({ reason: 'cluster-unknown', values: { file: '~/one', context: 'x', cluster: 'two' } });
});

test('a context keeps leading to its own file, whatever the environment says at the next start', () => {
  writeFileSync(at('one'), config('same'));
  writeFileSync(at('two'), config('same', { cluster: { server: 'https://other.example' } }));
  const ref = { kubeconfig: at('two'), context: 'same' };
  for (const env of [{}, { KUBECONFIG: at('two') }, { KUBECONFIG: [at('one'), at('two')].join(delimiter) }])
    expect(start({ env }).access(ref).server.href).toBe('https://other.example/');
});

test('kubeconfigs that the user picked are each read by themselves, and told as missing when they are', () => {
  writeFileSync(at('.kube/config'), config('home'));
  writeFileSync(at('picked'), config('picked'));
  const kubeconfigs = start({ extraFiles: [at('picked'), at('.kube/config'), at('gone')] });
  const discovery = once(kubeconfigs);
  expect(discovery.found.map((found) => [found.target.context, found.target.source, found.current])).toEqual([
    ['home', '~/.kube/config', true],
    ['picked', '~/picked', false],
  ]);
  expect(discovery.sources.map((source) => [source.name, source.failure?.detail.reason])).toEqual([
    ['~/.kube/config', undefined],
    ['~/picked', undefined],
    ['~/gone', 'kubeconfig-missing'],
  ]);
});

test('a broken file, and a broken context, leave the others working', () => {
  writeFileSync(at('bad'), 'clusters: [\n');
  writeFileSync(
    at('good'),
    config('good').replace(
      '"contexts":[',
      '"contexts":[{"name":"half","context":{"cluster":"nope","user":"good"}},{"name":"nobody","context":{"cluster":"good","user":"nope"}},',
    ),
  );
  mkdirSync(at('folder'));
  const discovery = once(start({ env: { KUBECONFIG: [at('bad'), at('folder'), at('good')].join(delimiter) } }));
  expect(discovery.found.map((found) => [found.target.context, found.failure?.detail.reason ?? null])).toEqual([
    ['half', 'cluster-unknown'],
    ['nobody', 'user-unknown'],
    ['good', null],
  ]);
  expect(discovery.sources.map((source) => [source.name, source.failure?.detail.reason ?? source.failure?.detail.text ?? null])).toEqual([
    ['~/bad', 'kubeconfig-malformed'],
    ['~/folder', 'EISDIR'],
    ['~/good', null],
  ]);
});

test('each fault of a context is named where it stands', () => {
  const reason = (options: Parameters<typeof config>[1], context = 'c') => {
    writeFileSync(at('.kube/config'), config('c', options));
    return failing(() => start().access({ kubeconfig: at('.kube/config'), context })).detail.reason;
  };
  expect(reason({}, 'unknown')).toBe('context-unknown');
  expect(reason({ cluster: { 'certificate-authority': 'none.pem' } })).toBe('credential-file-missing');
  expect(reason({ cluster: { 'certificate-authority': '..' } })).toBe('credential-file-missing');
  expect(reason({ cluster: { server: '' } })).toBe('kubeconfig-malformed');
  expect(reason({ cluster: { server: 'https://' } })).toBe('kubeconfig-malformed');
  expect(reason({ cluster: { server: 'ftp://a' } })).toBe('kubeconfig-malformed');
  expect(reason({ user: { tokenFile: 'none' } })).toBe('credential-file-missing');
  expect(reason({ user: { token: 'a\nb' } })).toBe('kubeconfig-malformed');
  expect(reason({ context: { namespace: 'Not_A_Name' } })).toBe('kubeconfig-malformed');
  unlinkSync(at('.kube/config'));
  expect(failing(() => start().access({ kubeconfig: at('.kube/config'), context: 'c' })).detail.reason).toBe('kubeconfig-missing');
});

test('a huge file is too large, and a pipe is not waited for', () => {
  writeFileSync(at('.kube/config'), '');
  truncateSync(at('.kube/config'), 21 * 1024 * 1024);
  execFileSync('mkfifo', [at('pipe')]);
  const discovery = once(start({ extraFiles: [at('pipe')] }));
  expect(discovery.sources.map((source) => source.failure?.detail.reason ?? source.failure?.detail.text)).toEqual([
    'kubeconfig-too-large',
    'not a regular file',
  ]);
});

test('paths, command and certificates are those of the file that says them', async () => {
  const { cert, key } = authority.issue({ name: 'me' });
  mkdirSync(at('pki'));
  for (const [name, content] of Object.entries({ ca: authority.cert, cert, key })) writeFileSync(at('pki', name), content);
  writeFileSync(
    at('.kube/config'),
    config('c', {
      cluster: { 'certificate-authority': '../pki/ca', 'tls-server-name': 'n' },
      user: { 'client-certificate': at('pki/cert'), 'client-key': '../pki/key' },
    }),
  );
  const { tls, credentials, proxy } = start({ env: { HTTPS_PROXY: 'http://p.example:1' } }).access({ kubeconfig: at('.kube/config'), context: 'c' });
  expect(tls).toEqual({ ca: authority.cert, cert, key, serverName: 'n', insecure: false });
  expect(proxy?.href).toBe('http://p.example:1/');
  expect(await credentials.get()).toEqual({ headers: {}, cert: null, key: null, expiresAt: expect.any(Number) });
});

test('over plain http no credentials are sent, and it is marked as insecure', async () => {
  writeFileSync(at('.kube/config'), config('c', { cluster: { server: 'c.example:8080' }, user: { token: 'abc', as: 'jane' } }));
  const { server, credentials, target } = start().access({ kubeconfig: at('.kube/config'), context: 'c' });
  expect([server.href, target.insecure]).toEqual(['http://c.example:8080/', true]);
  expect((await credentials.get()).headers).toEqual({ 'impersonate-user': 'jane' });
});

test('secrets in addresses are not shown', () => {
  writeFileSync(at('.kube/config'), config('c', { cluster: { server: 'https://me:hunter2@c.example/?token=hunter2' }, user: {} }));
  expect(once(start()).found[0]?.target.server).toBe('https://c.example');
});

test.each<[string, { providers: object; text: RegExp }]>([
  ['a removed provider', { providers: { 'auth-provider': { name: 'gcp' } }, text: /removed .*"gcp".*exec plugin/ }],
  [
    'a plugin that wants a terminal',
    { providers: { exec: { command: 'x', apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Always' } }, text: /terminal/ },
  ],
  [
    'a plugin of an old version',
    { providers: { exec: { command: 'x', apiVersion: 'client.authentication.k8s.io/v1alpha1', interactiveMode: 'Never' } }, text: /v1alpha1/ },
  ],
])('%s is unsupported, and it says why', (_, { providers, text }) => {
  writeFileSync(at('.kube/config'), config('c', { user: providers }));
  expect(failing(() => start().access({ kubeconfig: at('.kube/config'), context: 'c' }))).toMatchObject({
    code: 'unsupported',
    detail: { text: expect.stringMatching(text) },
  });
});

test('sign-in by OpenID Connect uses the id token while it lasts, and then says how to renew it', async () => {
  const jwt = (exp: number) => ['e30', Buffer.from(JSON.stringify({ exp })).toString('base64url'), 'x'].join('.');
  const ref = { kubeconfig: at('.kube/config'), context: 'c' };
  const lasting = jwt(Math.floor(Date.now() / 1000) + 3600);
  const provide = (values: object) => writeFileSync(at('.kube/config'), config('c', { user: { 'auth-provider': { name: 'oidc', config: values } } }));
  provide({ 'id-token': lasting });
  expect((await start().access(ref).credentials.get()).headers).toEqual({ authorization: `Bearer ${lasting}` });
  provide({ 'id-token': jwt(1) });
  await expect(start().access(ref).credentials.get()).rejects.toMatchObject({
    failure: { code: 'unauthenticated', detail: { reason: 'token-expired', values: { use: 'kubectl oidc-login' } } },
  });
});

test('a change on disk is told, once, and a touch is none', async () => {
  writeFileSync(at('.kube/config'), config('one'));
  const told: Discovery[] = [];
  start().discover((discovery) => told.push(discovery));
  utimesSync(at('.kube/config'), new Date(), new Date());
  writeFileSync(at('.kube/config'), config('one'));
  writeFileSync(at('.kube/next'), config('two'));
  renameSync(at('.kube/next'), at('.kube/config'));
  await until(() => told.length > 1);
  unlinkSync(at('.kube/config'));
  await until(() => told.length > 2);
  writeFileSync(at('.kube/config'), config('three'));
  await until(() => names(told.at(-1))?.[0] === 'three');
  expect(told.map((discovery) => names(discovery))).toEqual([['one'], ['two'], [], ['three']]);
});

test('a kubeconfig folder that appears later is found by the poll', async () => {
  rmSync(at('.kube'), { recursive: true });
  const told: Discovery[] = [];
  start({ watch: { settleMs: 5, pollMs: 20 } }).discover((discovery) => told.push(discovery));
  mkdirSync(at('.kube'));
  writeFileSync(at('.kube/config'), config('late'));
  await until(() => names(told.at(-1))?.[0] === 'late');
});

test('a file that is picked later is looked into at once', () => {
  writeFileSync(at('picked'), config('picked'));
  const kubeconfigs = start();
  const told: Discovery[] = [];
  kubeconfigs.discover((discovery) => told.push(discovery));
  kubeconfigs.addFile(at('picked'));
  expect(told.map((discovery) => names(discovery))).toEqual([[], ['picked']]);
});

test('a connection hears of what it depends on, and of nothing else', async () => {
  writeFileSync(at('.kube/config'), config('mine', { cluster: { 'certificate-authority': 'ca.pem' } }));
  writeFileSync(at('.kube/ca.pem'), authority.cert);
  writeFileSync(at('other'), config('other'));
  const kubeconfigs = start({ env: { KUBECONFIG: [at('.kube/config'), at('other')].join(delimiter) } });
  const ref = { kubeconfig: at('.kube/config'), context: 'mine' };
  const [mine, all]: [number[], Discovery[]] = [[], []];
  const before = kubeconfigs.access(ref).version;
  kubeconfigs.onChange(ref, () => mine.push(Date.now()));
  kubeconfigs.discover((discovery) => all.push(discovery));
  writeFileSync(at('other'), config('renamed'));
  await until(() => all.length > 1);
  expect(mine).toHaveLength(0);
  expect(kubeconfigs.access(ref).version).toBe(before);
  writeFileSync(at('.kube/ca.pem'), createAuthority().cert);
  await until(() => mine.length === 1);
  expect(kubeconfigs.access(ref).version).not.toBe(before);
  writeFileSync(at('.kube/config'), 'broken: [');
  await until(() => mine.length === 2);
  expect(failing(() => kubeconfigs.access(ref)).detail.reason).toBe('kubeconfig-malformed');
});

test('a rotated token is used at once, also where a mount swaps a link', async () => {
  for (const turn of ['1', '2']) {
    mkdirSync(at(`..${turn}`));
    writeFileSync(at(`..${turn}`, 'token'), `token-${turn}`);
  }
  symlinkSync('..1', at('..data'));
  symlinkSync('..data/token', at('token'));
  writeFileSync(at('.kube/config'), config('c', { user: { tokenFile: '../token' } }));
  const kubeconfigs = start();
  const ref = { kubeconfig: at('.kube/config'), context: 'c' };
  const access = kubeconfigs.access(ref);
  let changes = 0;
  kubeconfigs.onChange(ref, () => {
    changes += 1;
  });
  expect((await access.credentials.get()).headers).toEqual({ authorization: 'Bearer token-1' });
  symlinkSync('..2', at('..data_tmp'));
  renameSync(at('..data_tmp'), at('..data'));
  await until(() => changes === 1);
  expect((await access.credentials.get()).headers).toEqual({ authorization: 'Bearer token-2' });
  expect(kubeconfigs.access(ref).version).toBe(access.version);
});

test('without anyone watching, a refused token is read again from its file', async () => {
  writeFileSync(at('token'), 'old');
  writeFileSync(at('.kube/config'), config('c', { user: { tokenFile: '../token' } }));
  const { credentials } = start().access({ kubeconfig: at('.kube/config'), context: 'c' });
  const old = await credentials.get();
  credentials.reject(old);
  expect(await credentials.get()).toBe(old);
  writeFileSync(at('token'), 'new');
  await until(() => true);
  credentials.forget();
  expect((await credentials.get()).headers).toEqual({ authorization: 'Bearer new' });
  unlinkSync(at('token'));
  credentials.forget();
  // The last one that was read may still be good: the server will say.
  expect((await credentials.get()).headers).toEqual({ authorization: 'Bearer new' });
});

test('nothing is ever written', async () => {
  writeFileSync(at('.kube/config'), config('c'));
  chmodSync(at('.kube/config'), 0o400);
  const before = [readdirSync(at('.kube')), readFileSync(at('.kube/config'), 'utf8')];
  const kubeconfigs = start();
  once(kubeconfigs);
  await kubeconfigs.access({ kubeconfig: at('.kube/config'), context: 'c' }).credentials.get();
  expect([readdirSync(at('.kube')), readFileSync(at('.kube/config'), 'utf8')]).toEqual(before);
});
