import { expect, test } from 'vitest';
import { parseKubeconfig } from './parse-kubeconfig';

const parse = (text: string | Uint8Array) => parseKubeconfig(typeof text === 'string' ? Buffer.from(text) : text, '/k/config', '~/config');
const faultOf = (text: string | Uint8Array) => parse(text).fault?.failure;

test('an empty file, and one of comments alone, are kubeconfigs without entries', () => {
  for (const text of ['', '   \n', '# nothing\n', 'null\n', '---\n']) {
    expect(parse(text)).toMatchObject({ currentContext: '', fault: null });
    expect(parse(text).contexts.size).toBe(0);
  }
});

test.each([
  ['binary', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0xff, 0xd8])],
  ['text with a null byte', 'current-context: a\0b\n'],
  ['broken YAML', 'clusters: [\n'],
  ['a single word', 'hello\n'],
  ['a list', '- a\n'],
  ['another kind', 'kind: Pod\napiVersion: v1\n'],
  ['another version', 'kind: Config\napiVersion: v2\n'],
  ['an anchor that contains itself', 'clusters: &a [*a]\n'],
  [
    'a bomb of aliases',
    `a0: &a0 [x]\n${Array.from({ length: 40 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index},*a${index},*a${index}]`).join('\n')}\n`,
  ],
  [
    'a bomb of merge keys',
    `a0: &a0 {k: 1}\n${Array.from({ length: 40 }, (_, index) => `a${index + 1}: &a${index + 1} {x: *a${index}, y: *a${index}}`).join('\n')}\n`,
  ],
  ['a thousand open brackets', '['.repeat(1000)],
  ['clusters that are no list', 'clusters: {a: b}\n'],
  ['a current-context that is a number', 'current-context: 12\n'],
])('%s is malformed, in words that name the file', (_, text) => {
  expect(faultOf(text)).toMatchObject({ code: 'invalid', detail: { reason: 'kubeconfig-malformed', values: { file: '~/config' } } });
});

test('a failure says where, and holds nothing of the file', () => {
  const secret = 'hunter2-is-a-secret';
  const broken = [
    `users:\n- name: a\n  user: {token: [${secret}]}\n`,
    `users:\n  - token: ${secret}\n : : [${secret}\n`,
    `users:\n- name: a\n  user: {client-key-data: "${secret}!"}\n`,
  ];
  for (const mark of ['*', '!<', '&a &', '%', '@', '`', '|', '"\\q']) broken.push(`users:\n- name: a\n  user: {token: ${mark}${secret}\n`);
  for (const text of broken) expect(JSON.stringify(faultOf(text))).not.toContain(secret);
  expect(faultOf(broken[0] ?? '')?.detail).toEqual({
    reason: 'kubeconfig-malformed',
    values: { file: '~/config', entry: 'a' },
    text: 'users[0]: string expected at user.token',
  });
});

test('a broken entry is a fault under its name, and takes no other with it', () => {
  const config = parse(
    'clusters:\n- {name: good, cluster: {server: "https://a"}}\n- {name: bad, cluster: {server: 12}}\ncontexts: [{name: x, context: {cluster: good}}]\n',
  );
  expect(config.clusters.get('good')?.value?.server).toBe('https://a');
  expect(config.clusters.get('bad')?.fault?.failure.detail.text).toBe('clusters[1]: string expected at cluster.server');
  expect(config.contexts.get('x')?.value).toEqual({ cluster: 'good', user: '', namespace: '' });
  expect(config.fault).toBe(config.clusters.get('bad')?.fault);
});

test('of two entries of one name neither is used: it is not known which was meant', () => {
  const config = parse('users: [{name: a, user: {token: one}}, {name: a, user: {token: two}}, {name: b, user: {token: three}}]\n');
  expect(config.users.get('a')?.value).toBeNull();
  expect(config.users.get('b')?.value?.token).toBe('three');
});

test('YAML is read as kubectl reads it', () => {
  expect(parse('clusters: [{name: a, cluster: {insecure-skip-tls-verify: yes}}]').clusters.get('a')?.value?.['insecure-skip-tls-verify']).toBe(true);
  expect(faultOf('users: [{name: a, user: {token: on}}]')?.detail.text).toBe('users[0]: string expected at user.token');
  expect(parse('current-context: a\ncurrent-context: b\n').currentContext).toBe('b');
  expect(parse('current-context: a\n---\n\tbroken: [\n').currentContext).toBe('a');
  expect(parse('current-context: 2001-01-01\n').currentContext).toBe('2001-01-01');
  expect(parse('x: &x {server: "https://a"}\nclusters: [{name: a, cluster: {<<: *x}}]').clusters.get('a')?.value?.server).toBe('https://a');
  expect(parse('{\n\t"current-context": "q"\n}\n').currentContext).toBe('q');
});

test('UTF-16, as Windows shells write it, and byte order marks are understood', () => {
  const utf16 = Buffer.from('\ufeffcurrent-context: q\n', 'utf16le');
  expect(parse(utf16).currentContext).toBe('q');
  expect(parse(Buffer.from(utf16).swap16()).currentContext).toBe('q');
  expect(parse('\ufeffcurrent-context: q\n').currentContext).toBe('q');
});

test('names that mean something to JavaScript are names like any other', () => {
  const config = parse('__proto__: {polluted: 1}\nclusters: [{name: __proto__, cluster: {server: a}}, {name: constructor}]\ncurrent-context: toString\n');
  expect([...config.clusters.keys()]).toEqual(['__proto__', 'constructor']);
  expect('polluted' in {}).toBe(false);
});
