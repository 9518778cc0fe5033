import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createAuthority } from '../../../../e2e/peers/certificates';
import { failureOf } from '../../../../shared/models/failure';
import { SILENT } from '../../lib/log';
import { Kubeconfigs } from './kubeconfigs';
import { mergeKubeconfigs } from './merge-kubeconfigs';
import { parseKubeconfig } from './parse-kubeconfig';

/** The real kubectl says how a kubeconfig is to be read; these tests ask it about the same files. */
const KUBECTL = join(process.env['PILOTHOUSE_BED'] ?? '/nonexistent', 'kubectl');
const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-live-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const baseEnv = { PATH: process.env['PATH'], HOME: folder };

async function kubectl(env: NodeJS.ProcessEnv, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return await new Promise((resolve) => {
    const child = execFile(KUBECTL, args, { env: { ...baseEnv, ...env }, cwd: folder, maxBuffer: 64 * 1024 * 1024, timeout: 30_000 }, (error, out, err) =>
      resolve({ code: error ? 1 : 0, out, err }),
    );
    // Without credentials it asks for a user name.
    child.stdin?.end();
  });
}

let count = 0;
function write(content: string | Uint8Array): string {
  count += 1;
  const file = join(folder, `config-${count}`);
  writeFileSync(file, content);
  return file;
}

type Plain = Record<string, unknown>;
const plain = (config: ReturnType<typeof parseKubeconfig>): Plain => {
  const values = (map: ReadonlyMap<string, { readonly value: unknown }>) => Object.fromEntries([...map].toSorted().map(([name, entry]) => [name, entry.value]));
  return { current: config.currentContext, clusters: values(config.clusters), users: values(config.users), contexts: values(config.contexts) };
};

/** Both answers about one list of files: what is in it, or that it is refused. */
async function ask(contents: readonly (string | Uint8Array)[]): Promise<{ theirs: Plain | 'refused'; ours: Plain | 'refused' }> {
  const files = contents.map(write);
  const { code, out } = await kubectl({ KUBECONFIG: files.join(delimiter) }, 'config', 'view', '--raw', '--merge', '-o', 'json');
  const merged = mergeKubeconfigs(files.map((file, index) => parseKubeconfig(Buffer.from(contents[index] ?? ''), file, file)));
  const theirs = code === 0 ? plain(parseKubeconfig(Buffer.from(out), 'kubectl', 'kubectl')) : 'refused';
  return { theirs, ours: merged.fault ? 'refused' : plain(merged) };
}

const GOOD = `apiVersion: v1
kind: Config
current-context: prod
preferences: {colors: true}
clusters:
- name: prod
  cluster: {server: "https://prod.example:6443", certificate-authority: pki/ca.pem, tls-server-name: api, proxy-url: "socks5://127.0.0.1:1080", disable-compression: true}
- cluster:
    server: https://stage.example
    insecure-skip-tls-verify: true
    extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x, list: [1, 2]}}]
  name: stage
users:
- name: cert
  user: {client-certificate: ../a.pem, client-key-data: a2V5}
- name: token
  user: {token: abc, tokenFile: tok, as: me, as-uid: "7", as-groups: [g, h], as-user-extra: {scopes: [a, b]}}
- name: exec
  user:
    exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, args: [a, "b c"], env: [{name: A, value: "1"}], interactiveMode: Never, provideClusterInfo: true, installHint: get it}
- name: old
  user: {auth-provider: {name: oidc, config: {client-id: x, id-token: token}}, username: u, password: p}
contexts:
- {name: prod, context: {cluster: prod, user: cert, namespace: web}}
- {name: stage, context: {cluster: stage, user: token}}
`;

test.each([
  ['everything that a kubeconfig can say', [GOOD]],
  ['two files, the first the stronger', ['current-context: a\nclusters: [{name: x, cluster: {server: "https://one"}}]', GOOD.replaceAll('prod', 'x')]],
  ['three files, the middle one empty', ['users: [{name: token, user: {username: u}}]', '', GOOD]],
  ['nothing', ['']],
  ['spaces', ['   \n']],
  ['a comment', ['# nothing\n']],
  ['null', ['null\n']],
  ['a list', ['- a\n']],
  ['a word', ['hello\n']],
  ['broken YAML', ['clusters: [\n']],
  ['one broken file among good ones', [GOOD, 'clusters: [\n']],
  ['another kind', ['kind: Pod\napiVersion: v1\n']],
  ['another version', ['kind: Config\napiVersion: v2\n']],
  ['a kind without a version', ['kind: Config\n']],
  ['clusters as a map', ['clusters: {a: b}\n']],
  ['a null entry', ['clusters:\n- null\n']],
  ['an entry without a name', ['clusters:\n- cluster: {server: x}\n']],
  ['an entry without a body', ['clusters:\n- name: x\nusers:\n- name: y\ncontexts:\n- name: z\n']],
  ['a body that is text', ['clusters:\n- {name: x, cluster: text}\n']],
  ['duplicate names', ['users: [{name: a}, {name: a}]\n']],
  ['duplicate keys', ['current-context: a\ncurrent-context: b\n']],
  ['a number for text', ['current-context: 12\n']],
  ['a number for a server', ['clusters: [{name: a, cluster: {server: 12}}]\n']],
  ['a name that is yes', ['users:\n- name: yes\n']],
  ['a quoted yes', ['users:\n- name: "yes"\n']],
  ['yes for true', ['clusters: [{name: a, cluster: {insecure-skip-tls-verify: yes}}]\n']],
  ['text for true', ['clusters: [{name: a, cluster: {insecure-skip-tls-verify: "true"}}]\n']],
  ['a date', ['current-context: 2001-01-01\n']],
  ['a second document', ['current-context: a\n---\ncurrent-context: b\n']],
  ['a broken second document', ['current-context: a\n---\n\tfoo: [\n']],
  ['a document that starts after a line', ['# c\n---\ncurrent-context: a\n...\n']],
  ['JSON with tabs', ['{\n\t"apiVersion": "v1",\n\t"current-context": "q"\n}\n']],
  ['flow YAML', ['{current-context: q, clusters: [{name: a}]}']],
  ['an anchor', ['x: &x {server: "https://a"}\nclusters: [{name: a, cluster: *x}, {name: b, cluster: {<<: *x}}]\n']],
  ['an anchor in itself', ['a: &a [*a]\ncurrent-context: x\n']],
  ['an unknown tag', ['current-context: !foo bar\n']],
  ['a binary tag', ['current-context: !!binary aGVsbG8=\n']],
  ['base64 without its padding', ['users: [{name: a, user: {client-key-data: "aGVsbG8"}}]\n']],
  ['base64 over two lines', ['users: [{name: a, user: {client-key-data: "aGVs\\nbG8="}}]\n']],
  ['base64 with spaces', ['users: [{name: a, user: {client-key-data: "aGVs bG8="}}]\n']],
  ['unknown fields', ['clusters: [{name: a, cluster: {servr: x}, other: 1}]\nmore: {a: 1}\n']],
  ['another case', ['Clusters: [{name: a}]\n']],
  ['lists of null', ['users: [{name: a, user: {exec: {args: [null], env: [null]}, as-groups: [null]}}]\n']],
  ['numbers among arguments', ['users: [{name: a, user: {exec: {command: x, args: [1]}}}]\n']],
  ['an exec without a mode', ['users: [{name: a, user: {exec: {command: x, apiVersion: client.authentication.k8s.io/v1}}}]\n']],
  ['names of JavaScript', ['clusters: [{name: __proto__, cluster: {server: a}}, {name: constructor}]\n__proto__: {a: 1}\n']],
  ['a byte order mark', ['\ufeffcurrent-context: q\n']],
  ['UTF-16', [Buffer.from('\ufeffcurrent-context: q\n', 'utf16le')]],
  ['binary', [Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0xff, 0xd8])]],
  ['Windows line ends', [GOOD.replaceAll('\n', '\r\n')]],
  ['words of other scripts', ['current-context: "موقع-الإنتاج 🚢"\n']],
] as const)('%s: the same is read, or refused, as kubectl does', async (_, contents) => {
  const { theirs, ours } = await ask(contents);
  expect(withoutModes(ours)).toEqual(withoutModes(theirs));
});

/** kubectl fills in what the mode of an old plugin means when it is not said; we do so where it is used. */
function withoutModes(config: Plain | 'refused'): unknown {
  if (config === 'refused') return config;
  return JSON.parse(JSON.stringify(config, (key, value: unknown) => (key === 'interactiveMode' ? '' : value)));
}

test('generated lists of files are merged as kubectl merges them', async () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const text = fc.constantFrom('', 'x', 'y z', 'ü', '"q"', 'https://h:1');
  const unique = <T extends { name: string }>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { selector: (entry) => entry.name, maxLength: 3 });
  const cluster = fc.record({ server: text, 'tls-server-name': text, 'insecure-skip-tls-verify': fc.boolean() }, { requiredKeys: [] });
  const user = fc.record({ token: text, as: text, 'as-groups': fc.array(text), username: text, tokenFile: text }, { requiredKeys: [] });
  const context = fc.record({ cluster: name, user: name, namespace: text }, { requiredKeys: [] });
  const file = fc.record(
    {
      'current-context': name,
      clusters: unique(fc.record({ name, cluster })),
      users: unique(fc.record({ name, user })),
      contexts: fc.oneof(unique(fc.record({ name, context })), fc.constant(null)),
      broken: fc.constant(undefined),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), async (files) => {
      const { theirs, ours } = await ask(files.map((content) => JSON.stringify(content)));
      expect(ours).toEqual(theirs);
    }),
    { numRuns: 60 },
  );
}, 120_000);

const authority = createAuthority();
const client = authority.issue({ name: 'viewer', organizations: ['readers'] });
const other = authority.issue({ name: 'other' });
const base64 = (value: string) => Buffer.from(value).toString('base64');
type Seen = { path: string; headers: Plain; client: string | null };
const seen: Seen[] = [];
const WHO = /^(authorization|impersonate-.*)$/;
const server = createServer(
  { ...authority.issue({ name: 'server', hosts: ['127.0.0.1', 'api.example'] }), ca: authority.cert, requestCert: true, rejectUnauthorized: false },
  (incoming, answer) => {
    const socket = z.custom<TLSSocket>().parse(incoming.socket);
    const headers = Object.fromEntries(Object.entries(incoming.headersDistinct).filter(([name]) => WHO.test(name)));
    seen.push({ path: incoming.url ?? '', headers, client: socket.authorized ? String(socket.getPeerCertificate().subject.CN) : null });
    answer.setHeader('content-type', 'application/json').end('{}');
  },
);
let url = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `https://127.0.0.1:${z.custom<AddressInfo>().parse(server.address()).port}`;
  mkdirSync(join(folder, 'pki'));
  for (const [name, content] of Object.entries({
    'ca.pem': authority.cert,
    'cert.pem': client.cert,
    'key.pem': client.key,
    'other-key.pem': other.key,
    token: ' from-file \n',
    empty: '',
    rubbish: 'rubbish',
  })) {
    writeFileSync(join(folder, 'pki', name), content);
  }
  writeFileSync(
    join(folder, 'login'),
    `#!/bin/sh\necho '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"from-plugin"}}'\n`,
    { mode: 0o755 },
  );
});
afterAll(() => server.close());

/** What the server sees when kubectl comes by a kubeconfig, or that kubectl does not even try. */
async function theirWay(file: string): Promise<Seen | 'refused'> {
  seen.length = 0;
  await kubectl({ KUBECONFIG: file }, '--context', 'x', 'get', '--raw', '/version');
  return seen[0] ?? 'refused';
}

async function ourWay(file: string): Promise<Seen | 'refused'> {
  seen.length = 0;
  const kubeconfigs = new Kubeconfigs({ env: { ...baseEnv, KUBECONFIG: file }, homeDir: folder, extraFiles: [], log: SILENT });
  try {
    const way = kubeconfigs.access({ kubeconfig: file, context: 'x' });
    const { headers, cert, key } = await way.credentials.get();
    const own = cert !== null && key !== null ? { cert, key } : way.tls.cert !== null && way.tls.key !== null ? { cert: way.tls.cert, key: way.tls.key } : {};
    const trust = way.tls.ca === null ? {} : { ca: way.tls.ca };
    const name = way.tls.serverName === null ? {} : { servername: way.tls.serverName };
    const target = new URL(`${way.server.pathname.replace(/\/$/, '')}/version`, way.server);
    const sent = Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, typeof value === 'string' ? value : [...value]]));
    const outgoing = request(target, { ...own, ...trust, ...name, rejectUnauthorized: !way.tls.insecure, headers: sent, agent: false });
    outgoing.end();
    await once(outgoing, 'response');
    return seen[0] ?? 'refused';
  } catch (error) {
    // A failure of ours is a failure that we foresaw; one of TLS comes from Node.
    const known = failureOf(error).code !== 'bug' || (error instanceof Error && 'code' in error);
    if (!known) throw error;
    return 'refused';
  } finally {
    kubeconfigs.close();
  }
}

const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './login', interactiveMode: 'Never' };
test.each<[string, object, object, string?]>([
  ['an authority in the file', { 'certificate-authority-data': base64(authority.cert) }, { token: 'abc' }],
  ['no authority', {}, { token: 'abc' }],
  ['a path in the address', { 'certificate-authority': 'pki/ca.pem' }, { token: 'abc' }, '/k8s/clusters/c-1'],
  ['a path with a slash at its end, and a query', { 'certificate-authority': 'pki/ca.pem' }, { token: 'abc' }, '/k8s/?a=b#c'],
  ['no checks', { 'insecure-skip-tls-verify': true }, { token: 'abc' }],
  ['no checks, and an authority', { 'insecure-skip-tls-verify': true, 'certificate-authority': 'pki/ca.pem' }, { token: 'abc' }],
  ['two authorities', { 'certificate-authority': 'pki/ca.pem', 'certificate-authority-data': base64(authority.cert) }, { token: 'abc' }],
  ['an authority that is not there', { 'certificate-authority': 'pki/none.pem' }, { token: 'abc' }],
  ['an authority that is rubbish', { 'certificate-authority': 'pki/rubbish' }, { token: 'abc' }],
  ['an authority in base64 that is rubbish', { 'certificate-authority-data': base64('rubbish') }, { token: 'abc' }],
  ['another name', { 'certificate-authority': 'pki/ca.pem', 'tls-server-name': 'api.example' }, { token: 'abc' }],
  ['a wrong name', { 'certificate-authority': 'pki/ca.pem', 'tls-server-name': 'strange.example' }, { token: 'abc' }],
  ['a proxy of no kind', { 'certificate-authority': 'pki/ca.pem', 'proxy-url': 'ftp://127.0.0.1' }, { token: 'abc' }],
  ['a user with a password', { 'certificate-authority': 'pki/ca.pem' }, { username: 'me', password: 'pä:ss' }],
  ['a password and a token', { 'certificate-authority': 'pki/ca.pem' }, { username: 'me', password: 'p', token: 'abc' }],
  ['a password and a token file', { 'certificate-authority': 'pki/ca.pem' }, { username: 'me', password: 'p', tokenFile: 'pki/token' }],
  ['a token file', { 'certificate-authority': 'pki/ca.pem' }, { tokenFile: 'pki/token' }],
  ['a token and a token file', { 'certificate-authority': 'pki/ca.pem' }, { token: 'abc', tokenFile: 'pki/token' }],
  ['a token, and a token file that is not there', { 'certificate-authority': 'pki/ca.pem' }, { token: 'abc', tokenFile: 'pki/none' }],
  ['a token file that is not there', { 'certificate-authority': 'pki/ca.pem' }, { tokenFile: 'pki/none' }],
  ['a client certificate', { 'certificate-authority': 'pki/ca.pem' }, { 'client-certificate': 'pki/cert.pem', 'client-key': 'pki/key.pem' }],
  [
    'a client certificate in the file',
    { 'certificate-authority': 'pki/ca.pem' },
    { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) },
  ],
  [
    'a certificate from a file with a key in the file',
    { 'certificate-authority': 'pki/ca.pem' },
    { 'client-certificate': 'pki/cert.pem', 'client-key-data': base64(client.key) },
  ],
  ['a certificate and a token', { 'certificate-authority': 'pki/ca.pem' }, { 'client-certificate': 'pki/cert.pem', 'client-key': 'pki/key.pem', token: 'abc' }],
  [
    'a certificate twice',
    { 'certificate-authority': 'pki/ca.pem' },
    { 'client-certificate': 'pki/cert.pem', 'client-certificate-data': base64(client.cert), 'client-key': 'pki/key.pem' },
  ],
  ['a certificate without a key', { 'certificate-authority': 'pki/ca.pem' }, { 'client-certificate': 'pki/cert.pem' }],
  ['a key without a certificate', { 'certificate-authority': 'pki/ca.pem' }, { 'client-key': 'pki/key.pem', token: 'abc' }],
  [
    'a certificate with the key of another',
    { 'certificate-authority': 'pki/ca.pem' },
    { 'client-certificate': 'pki/cert.pem', 'client-key': 'pki/other-key.pem' },
  ],
  ['a certificate that is rubbish', { 'certificate-authority': 'pki/ca.pem' }, { 'client-certificate': 'pki/rubbish', 'client-key': 'pki/key.pem' }],
  [
    'an impersonated user',
    { 'certificate-authority': 'pki/ca.pem' },
    { token: 'abc', as: 'jané', 'as-uid': '7', 'as-groups': ['a', 'b,c'], 'as-user-extra': { 'example.org/Scope%': ['x', 'y'] } },
  ],
  ['impersonated groups of nobody', { 'certificate-authority': 'pki/ca.pem' }, { token: 'abc', 'as-groups': ['a'] }],
  ['a plugin', { 'certificate-authority': 'pki/ca.pem' }, { exec }],
  ['a plugin, and someone to impersonate', { 'certificate-authority': 'pki/ca.pem' }, { exec, as: 'jane' }],
  ['a plugin and a token', { 'certificate-authority': 'pki/ca.pem' }, { exec, token: 'abc' }],
  ['a plugin and a certificate', { 'certificate-authority': 'pki/ca.pem' }, { exec, 'client-certificate': 'pki/cert.pem', 'client-key': 'pki/key.pem' }],
  [
    'a plugin that answers in another version',
    { 'certificate-authority': 'pki/ca.pem' },
    { exec: { ...exec, apiVersion: 'client.authentication.k8s.io/v1beta1' } },
  ],
  ['a plugin of a removed version', { 'certificate-authority': 'pki/ca.pem' }, { exec: { ...exec, apiVersion: 'client.authentication.k8s.io/v1alpha1' } }],
  ['a plugin of no version', { 'certificate-authority': 'pki/ca.pem' }, { exec: { ...exec, apiVersion: '' } }],
  ['a plugin of no mode', { 'certificate-authority': 'pki/ca.pem' }, { exec: { ...exec, interactiveMode: undefined } }],
  ['a plugin of an unknown mode', { 'certificate-authority': 'pki/ca.pem' }, { exec: { ...exec, interactiveMode: 'Sometimes' } }],
  ['a plugin that needs a terminal', { 'certificate-authority': 'pki/ca.pem' }, { exec: { ...exec, interactiveMode: 'Always' } }],
  ['a plugin without a command', { 'certificate-authority': 'pki/ca.pem' }, { exec: { ...exec, command: '' } }],
  ['a plugin that is not there', { 'certificate-authority': 'pki/ca.pem' }, { exec: { ...exec, command: 'no-such-plugin' } }],
  ['a plugin with a variable without a name', { 'certificate-authority': 'pki/ca.pem' }, { exec: { ...exec, env: [{ value: 'x' }] } }],
  ['a plugin and a provider', { 'certificate-authority': 'pki/ca.pem' }, { exec, 'auth-provider': { name: 'oidc', config: {} } }],
  ['a removed provider', { 'certificate-authority': 'pki/ca.pem' }, { 'auth-provider': { name: 'gcp' } }],
])('%s: the server sees the same from us as from kubectl', async (_, cluster, user, path = '') => {
  const file = write(
    JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: url + path, ...cluster } }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    }),
  );
  const theirs = await theirWay(file);
  expect(await ourWay(file)).toEqual(theirs);
});

test('--flatten and --minify name the same files and entries as we take', async () => {
  const file = write(
    GOOD.replace('../a.pem, client-key-data: a2V5', 'pki/cert.pem, client-key: pki/key.pem').replace(
      ', tls-server-name: api, proxy-url: "socks5://127.0.0.1:1080"',
      '',
    ),
  );
  const { out, err } = await kubectl({ KUBECONFIG: file }, 'config', 'view', '--raw', '--flatten', '--minify', '--context', 'prod', '-o', 'json');
  expect(err).toBe('');
  const theirs = parseKubeconfig(Buffer.from(out), 'kubectl', 'kubectl');
  const kubeconfigs = new Kubeconfigs({ env: { KUBECONFIG: file }, homeDir: folder, extraFiles: [], log: SILENT });
  const ours = kubeconfigs.access({ kubeconfig: file, context: 'prod' });
  expect(theirs.contexts.get('prod')?.value).toEqual({ cluster: 'prod', user: 'cert', namespace: ours.namespace });
  expect(theirs.clusters.get('prod')?.value).toMatchObject({ 'certificate-authority-data': ours.tls.ca, server: ours.target.server });
  expect(theirs.users.get('cert')?.value).toMatchObject({ 'client-certificate-data': ours.tls.cert, 'client-key-data': ours.tls.key });
  kubeconfigs.close();
});
