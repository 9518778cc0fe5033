import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthority } from '../../../../e2e/peers/certificates';
import { countRuns, EXEC_PLUGIN, execEntry, type ExecPluginOptions } from '../../../../e2e/peers/exec-plugins/exec-plugin';
import { type Failure, failureOf } from '../../../../shared/models/failure';
import type { ClusterAccess } from '../cluster-access';
import { Kubeconfigs, type KubeconfigsOptions } from '../kubeconfig/kubeconfigs';
import { SILENT } from '../../lib/log';

const folder = mkdtempSync(join(tmpdir(), 'exec-plugin-'));
// Its own folder on PATH: Node must be found there, for the plugin is a script.
const PATH = [...new Set([dirname(process.execPath), '/usr/bin', '/bin'])].join(':');
beforeAll(() => chmodSync(EXEC_PLUGIN, 0o755));
const open = new Set<Kubeconfigs>();
afterAll(() => {
  for (const kubeconfigs of open) kubeconfigs.close();
  rmSync(folder, { recursive: true, force: true });
});

let made = 0;
/** A kubeconfig with several contexts that share one user; `exec` is the user's entry. */
function openContexts(exec: object, contexts = ['one'], options: Partial<KubeconfigsOptions> = {}): ClusterAccess[] {
  made += 1;
  const file = join(folder, `config-${made}`);
  const clusters = contexts.map((name, index) => ({
    name,
    cluster: { server: `https://cluster-${index}.example:6443`, 'proxy-url': 'http://proxy.example:3128' },
  }));
  writeFileSync(
    file,
    JSON.stringify({ clusters, users: [{ name: 'u', user: { exec } }], contexts: contexts.map((name) => ({ name, context: { cluster: name, user: 'u' } })) }),
  );
  const env = { PATH, KUBECONFIG: file, TERM: 'xterm', SHELL: '/bin/false' };
  const kubeconfigs = new Kubeconfigs({ env, homeDir: folder, extraFiles: [], log: SILENT, ...options });
  open.add(kubeconfigs);
  return contexts.map((context) => kubeconfigs.access({ kubeconfig: file, context }));
}

const openOne = (exec: object, options?: Partial<KubeconfigsOptions>): ClusterAccess => {
  const [access] = openContexts(exec, ['one'], options);
  if (!access) throw new Error('no access');
  return access;
};
const counter = () => join(folder, `count-${(made += 1)}`);
const failing = async (exec: object, options?: Partial<KubeconfigsOptions>): Promise<Failure> =>
  failureOf(
    await openOne(exec, options)
      .credentials.get()
      .catch((error: unknown) => error),
  );
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}
const script = (name: string, body: string): string => {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return file;
};
const LIMITS = { timeoutMs: 400, stdoutBytes: 1024 * 1024, stderrBytes: 16 * 1024 };
const quick = { pluginLimits: LIMITS };
const NO_REST = { pluginRestMs: 0 };

test('a token becomes a header, with the end that the plugin says', async () => {
  const credential = await openOne(execEntry({ mode: 'chatty', token: 'abc', ttlSeconds: 3600 })).credentials.get();
  expect(credential).toEqual({ headers: { authorization: 'Bearer abc' }, cert: null, key: null, expiresAt: expect.any(Number) });
  expect(credential.expiresAt ?? 0).toBeGreaterThan(Date.now() + 3_500_000);
});

test('a certificate and its key are handed on, and end when the certificate does', async () => {
  const notAfter = new Date(Math.floor(Date.now() / 1000) * 1000 + 7_200_000);
  const { cert, key } = createAuthority().issue({ name: 'me', notAfter });
  const [certificateFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(certificateFile, cert);
  writeFileSync(keyFile, key);
  expect(await openOne(execEntry({ mode: 'ok', certificateFile, keyFile })).credentials.get()).toEqual({
    headers: {},
    cert,
    key,
    expiresAt: notAfter.getTime(),
  });
  writeFileSync(keyFile, createAuthority().key);
  expect((await failing(execEntry({ mode: 'ok', certificateFile, keyFile }))).detail).toMatchObject({
    reason: 'exec-garbled',
    text: expect.stringContaining('do not belong together'),
  });
});

test('twenty callers over three contexts share one run', async () => {
  const countFile = counter();
  const contexts = openContexts(execEntry({ mode: 'slow', delayMs: 300, token: 'abc', countFile }), ['a', 'b', 'c']);
  const tokens = await Promise.all(Array.from({ length: 20 }, async (_, index) => (await contexts[index % 3]?.credentials.get())?.headers['authorization']));
  expect(new Set(tokens)).toEqual(new Set(['Bearer abc']));
  expect(countRuns(countFile)).toBe(1);
});

test('a plugin that asks for the cluster runs for each, and is told which', async () => {
  const countFile = counter();
  const contexts = openContexts({ ...execEntry({ mode: 'ok', token: 'abc', countFile }), provideClusterInfo: true }, ['a', 'b']);
  for (const context of contexts) await context.credentials.get();
  const infos = readFileSync(countFile, 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(JSON.parse(line).info));
  expect(infos).toEqual(
    [0, 1].map((index) => ({
      kind: 'ExecCredential',
      apiVersion: 'client.authentication.k8s.io/v1',
      spec: { cluster: { server: `https://cluster-${index}.example:6443`, 'proxy-url': 'http://proxy.example:3128' }, interactive: false },
    })),
  );
});

test('a caller who leaves takes nothing from the others', async () => {
  const countFile = counter();
  const { credentials } = openOne(execEntry({ mode: 'slow', delayMs: 300, token: 'abc', countFile }));
  const leaving = new AbortController();
  const [left, stayed] = [credentials.get(leaving.signal), credentials.get()];
  leaving.abort();
  await expect(left).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  expect((await stayed).headers['authorization']).toBe('Bearer abc');
  expect(countRuns(countFile)).toBe(1);
});

test('a plugin that fails is quoted, with its exit code and without secrets', async () => {
  expect(await failing(execEntry({ mode: 'fails' }))).toEqual({
    code: 'unauthenticated',
    retry: 'user',
    detail: { reason: 'exec-failed', values: { command: 'plugin.mjs', exit: '3' }, text: 'error: your session has ended, run `login` again' },
  });
  const command = script('leaks', 'echo "\\033[31mdenied for $API_PASS_PHRASE with --client-secret=topsecret-argument token=abcdef123456\\033[0m" >&2; exit 1');
  const exec = {
    ...execEntry({ mode: 'ok' }),
    command,
    args: ['--client-secret=topsecret-argument'],
    env: [{ name: 'API_PASS_PHRASE', value: 'hunter2-from-env' }],
  };
  const { text = '' } = (await failing(exec)).detail;
  expect(text).toContain('denied for [redacted] with');
  expect(text).not.toMatch(/hunter2|topsecret|abcdef123456|\[0m/);
});

test('a plugin that is not there is named, with the hint how to get it', async () => {
  expect(await failing({ ...execEntry({ mode: 'ok' }), command: 'no-such-plugin', installHint: 'brew install \u001b[1mplugin' })).toEqual({
    code: 'unauthenticated',
    retry: 'user',
    detail: { reason: 'exec-missing', values: { command: 'no-such-plugin', hint: 'brew install plugin' }, text: 'brew install plugin' },
  });
});

test.each<[ExecPluginOptions['mode'], string]>([
  ['rubbish', 'exec-garbled'],
  ['empty', 'exec-garbled'],
  ['other-version', 'exec-garbled'],
  ['other-kind', 'exec-garbled'],
  ['no-status', 'exec-garbled'],
  ['no-credential', 'exec-garbled'],
  ['floods', 'exec-flooded'],
])('a plugin that answers with %s fails as %s, and none of its answer is shown', async (mode, reason) => {
  const { code, detail } = await failing(execEntry({ mode, token: 'not-to-be-shown' }));
  expect([code, detail.reason]).toEqual(['unauthenticated', reason]);
  expect(JSON.stringify(detail)).not.toMatch(/not-to-be-shown|flood |<html>/);
});

test.each<ExecPluginOptions['mode']>(['hangs', 'stubborn', 'floods-stderr'])('a plugin that %s is ended at its time limit', async (mode) => {
  const { detail } = await failing(execEntry({ mode }), quick);
  expect(detail.reason).toBe('exec-timeout');
  expect((detail.text ?? '').length).toBeLessThan(4_000);
});

test('when a plugin is ended, so are its children, even those that will not', async () => {
  const pids = join(folder, 'pids');
  const command = script('parent', `trap '' TERM; (trap '' TERM; while :; do sleep 0.05; done) & echo "$! $$" > ${pids}.part; mv ${pids}.part ${pids}; wait`);
  expect((await failing({ ...execEntry({ mode: 'ok' }), command }, quick)).detail.reason).toBe('exec-timeout');
  const all = readFileSync(pids, 'utf8').trim().split(' ').map(Number);
  expect(all).toHaveLength(2);
  await until(() => !all.some(isAlive));
});

test('a plugin that leaves a child behind with its output open has answered all the same', async () => {
  const command = script(
    'daemon',
    `sleep 30 & echo $! > ${folder}/daemon; echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"abc"}}'`,
  );
  expect((await openOne({ ...execEntry({ mode: 'ok' }), command }).credentials.get()).headers).toEqual({ authorization: 'Bearer abc' });
  process.kill(Number(readFileSync(join(folder, 'daemon'), 'utf8')));
});

test('when the last user of a plugin goes, a run under way is ended', async () => {
  const countFile = counter();
  const { credentials } = openOne(execEntry({ mode: 'hangs', countFile }));
  const answer = credentials.get().catch((error: unknown) => failureOf(error).code);
  await until(() => existsSync(countFile));
  credentials.close();
  expect(await answer).toBe('cancelled');
});

test('a credential is used until shortly before its end, then made anew', async () => {
  const countFile = counter();
  const { credentials } = openOne(execEntry({ mode: 'ok', token: 'abc', ttlSeconds: 3, countFile }), NO_REST);
  const first = await credentials.get();
  expect(await credentials.get()).toBe(first);
  expect(countRuns(countFile)).toBe(1);
  await until(() => Date.now() > (first.expiresAt ?? 0) - 300);
  expect(await credentials.get()).not.toBe(first);
  expect(countRuns(countFile)).toBe(2);
});

test('one that is over on arrival is handed out once, for the clock may be wrong, and not made again at once', async () => {
  const countFile = counter();
  const { credentials } = openOne(execEntry({ mode: 'already-expired', token: 'abc', countFile }));
  const first = await credentials.get();
  expect(first.headers).toEqual({ authorization: 'Bearer abc' });
  expect(await credentials.get()).toBe(first);
  expect(countRuns(countFile)).toBe(1);
});

test('a refused credential is made anew, once for all who were refused', async () => {
  const [countFile, tokenFile] = [counter(), join(folder, 'rotating')];
  writeFileSync(tokenFile, 'old');
  const { credentials } = openOne(execEntry({ mode: 'ok', tokenFile, countFile }), NO_REST);
  const old = await credentials.get();
  writeFileSync(tokenFile, 'new');
  for (let index = 0; index < 6; index += 1) credentials.reject(old);
  const fresh = await Promise.all(Array.from({ length: 6 }, () => credentials.get()));
  expect(new Set(fresh.map((credential) => credential.headers['authorization']))).toEqual(new Set(['Bearer new']));
  credentials.reject(old);
  expect(await credentials.get()).toBe(fresh[0]);
  expect(countRuns(countFile)).toBe(2);
});

test('refusals and failures bring no storm of runs; asking for another try does run it again', async () => {
  const countFile = counter();
  const { credentials } = openOne(execEntry({ mode: 'ok', token: 'abc', countFile }));
  const refused = await credentials.get();
  for (let index = 0; index < 20; index += 1) {
    credentials.reject(refused);
    expect(await credentials.get()).toBe(refused);
  }
  expect(countRuns(countFile)).toBe(1);
  credentials.forget();
  expect(await credentials.get()).toBe(refused);
  expect(countRuns(countFile)).toBe(2);

  const failures = counter();
  const failed = openOne(execEntry({ mode: 'fails', countFile: failures })).credentials;
  for (let index = 0; index < 20; index += 1) await expect(failed.get()).rejects.toMatchObject({ failure: { detail: { reason: 'exec-failed' } } });
  expect(countRuns(failures)).toBe(1);
  failed.forget();
  await expect(failed.get()).rejects.toThrow();
  expect(countRuns(failures)).toBe(2);
});

test('opening a connection again asks for no new sign-in', async () => {
  const countFile = counter();
  const file = join(folder, `config-${(made += 1)}`);
  const write = (current: string) =>
    writeFileSync(
      file,
      JSON.stringify({
        'current-context': current,
        clusters: [{ name: 'c', cluster: { server: 'https://a.example' } }],
        users: [{ name: 'u', user: { exec: execEntry({ mode: 'ok', token: 'abc', countFile }) } }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      }),
    );
  write('x');
  const kubeconfigs = new Kubeconfigs({ env: { PATH, KUBECONFIG: file, TERM: 'xterm' }, homeDir: folder, extraFiles: [], log: SILENT });
  open.add(kubeconfigs);
  for (const current of ['x', 'y', 'z']) {
    write(current);
    const { credentials } = kubeconfigs.access({ kubeconfig: file, context: 'x' });
    await credentials.get();
    credentials.close();
  }
  expect(countRuns(countFile)).toBe(1);
});

test('a plugin has its own variables, nothing on its standard input, and stands in the home folder', async () => {
  const status = '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}';
  const command = script('probe', `read line; printf '${status}' "$OWN:$1:$line:$(pwd)"`);
  const exec = { ...execEntry({ mode: 'ok' }), command, args: ['$(touch pwned)'], env: [{ name: 'OWN', value: 'mine' }] };
  expect((await openOne(exec).credentials.get()).headers).toEqual({ authorization: `Bearer mine:$(touch pwned)::${folder}` });
  expect(existsSync(join(folder, 'pwned'))).toBe(false);
});

test('a plugin that PATH lacks is found by the PATH of the login shell, which is asked once', async () => {
  const bin = join(folder, 'login-bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'only-in-login'),
    readFileSync(script('plain', `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$PATH'"}}'`)),
    { mode: 0o755 },
  );
  const shell = script('shell', `echo asked >> ${folder}/asked; echo "welcome"; PATH=${bin}:$PATH exec /bin/sh -c "$2"`);
  const env = { PATH, SHELL: shell, TERM: 'xterm' };
  const exec = { ...execEntry({ mode: 'ok' }), command: 'only-in-login' };
  const file = join(folder, `config-${(made += 1)}`);
  writeFileSync(
    file,
    JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: 'https://a.example' } }],
      users: [{ name: 'u', user: { exec } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    }),
  );
  const kubeconfigs = new Kubeconfigs({ env: { ...env, KUBECONFIG: file }, homeDir: folder, extraFiles: [], log: SILENT, pluginRestMs: 0 });
  open.add(kubeconfigs);
  const { credentials } = kubeconfigs.access({ kubeconfig: file, context: 'x' });
  expect((await credentials.get()).headers['authorization']).toBe(`Bearer ${PATH}:${bin}`);
  credentials.forget();
  await credentials.get();
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('asked\n');
});
