import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createLoginPath } from './login-path';

const folder = mkdtempSync(join(tmpdir(), 'login-path-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const shell = (name: string, body: string): string => {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  return file;
};
const ask = (SHELL: string, isMissing = true, env: NodeJS.ProcessEnv = {}) =>
  createLoginPath({ env: { PATH: '/usr/bin:/bin', SHELL, ...env }, homeDir: folder, timeoutMs: 2_000 })(isMissing);

test('the login shell says its PATH, whatever its start-up files print', async () => {
  const noisy = shell('noisy', 'echo "PATH=/from/the/greeting"; echo oops >&2; PATH=/opt/tools:$PATH; export PATH; exec /bin/sh -c "$2"');
  expect(await ask(noisy)).toBe('/opt/tools:/usr/bin:/bin');
  expect(await ask('/bin/bash', true, { HOME: folder })).toMatch(/(^|:)\/usr\/bin(:|$)/);
});

test('it is asked once, and only when a program is missing or the app came from a desktop', async () => {
  const log = join(folder, 'asked');
  const counting = shell('counting', `echo x >> ${log}; exec /bin/sh -c "$2"`);
  expect(await ask(counting, false, { SHLVL: '1', TERM: 'xterm' })).toBeNull();
  expect(existsSync(log)).toBe(false);
  const login = createLoginPath({ env: { PATH: '/usr/bin:/bin', SHELL: counting }, homeDir: folder });
  expect(await Promise.all([login(false), login(true), login(false)])).toEqual(Array.from({ length: 3 }, () => '/usr/bin:/bin'));
  expect(readFileSync(log, 'utf8')).toBe('x\n');
});

test('a shell that hangs, fails, says nothing or is none costs a while at most', async () => {
  const slow = createLoginPath({ env: { PATH: '/usr/bin:/bin', SHELL: shell('slow', 'sleep 60') }, homeDir: folder, timeoutMs: 200 });
  expect(await slow(true)).toBeNull();
  expect(await ask('/bin/false')).toBeNull();
  expect(await ask('/bin/true')).toBeNull();
  expect(await ask('/no/such/shell')).toBeNull();
  expect(await ask('sh; touch pwned')).toBeNull();
  expect(existsSync(join(folder, 'pwned'))).toBe(false);
});
