import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { call, codeOf } from '../door-stage';
import { pickPorts } from '../peers/ports';
import { endProcess } from '../peers/processes';
import { stageWorkspace } from '../workspace-stage';

// The journey of a server without a window: its services are opened to other machines, the token is handed over once, and they are closed again.

const CLI = join(import.meta.dirname, '../../out/cli/pilothouse.js');
/** Every address: a test may run where there is none that others reach. */
const EVERY = '0.0.0.0';
const READY = '/v2/health/ready';
let home: string;
let folder: string;
let up: ChildProcess | null = null;
test.beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'command-line-'));
  folder = mkdtempSync(join(tmpdir(), 'workspace-'));
  await stageWorkspace(folder, { runs: 5, metrics: 1, points: 2 });
});
test.afterEach(async () => {
  if (up) await endProcess(up, 'SIGTERM');
  up = null;
  for (const each of [home, folder]) rmSync(each, { recursive: true, force: true });
});

type Ran = { readonly code: number; readonly out: string; readonly said: string };
const env = { ...process.env, LC_ALL: 'C' };
const pilothouse = (...args: string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, '--data', home, ...args], { env }, (_, out, said) => resolve({ code: child.exitCode ?? -1, out, said }));
  });
const address = (...args: string[]) => pilothouse('services', 'address', folder, ...args);

async function bringUp(): Promise<void> {
  up = spawn(process.execPath, [CLI, '--data', home, 'up', folder], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  if (up.stdout) await once(createInterface(up.stdout), 'line');
}
const ask = (port: number, token: string) => {
  const certificate = readFileSync(join(folder, '.pilothouse/gateway-certificate.pem'), 'utf8');
  return codeOf(call({ port, certificate }, READY, { headers: { authorization: `Bearer ${token}` }, checkServerIdentity: () => undefined }));
};

test('services that are up are opened by a plan, called with the token that is printed once, given another, and closed', async () => {
  await bringUp();
  expect(await address()).toEqual({ code: 0, out: 'closed: the services are called from this machine alone\n', said: '' });
  const port = await pickPorts(1);
  const open = ['open', '--host', EVERY, '--port', String(port)];
  expect((await address(...open, '--yes')).code).toBe(3); // nobody says why
  expect((await address()).out).toContain('closed');

  const opened = await address(...open, '--reason', 'the team tries it', '--yes');
  expect([opened.code, opened.said]).toEqual([0, expect.stringContaining('address DIR token prints the token, once.')]);
  expect(opened.out).toMatch(/done \([\d.]+ s\), entry \d+ of the ledger/);
  const shown = await address('show');
  expect(shown.out).toMatch(new RegExp(`^open at https://\\S+:${port}\nopened .* by .*: the team tries it\ncertificate sha256:|not printed yet`, 's'));
  const first = (await address('token')).out.trim();
  expect(await ask(port, first)).toBe(200);
  const again = await address('token');
  expect([again.code, again.out]).toEqual([1, '']);
  expect(JSON.parse((await address('--json')).out)).toMatchObject({ state: 'open', port, token: { isUntaken: false, oldUntil: null } });

  expect((await address('replace-token', '--reason', 'somebody left', '--yes', '--overlap', '10')).code).toBe(0);
  const second = JSON.parse((await address('token', '--json')).out).token;
  expect([await ask(port, first), await ask(port, second)]).toEqual([200, 200]); // the one before works on for ten minutes
  expect((await address()).out).toContain('the one before works until');

  expect((await address('close', '--yes')).code).toBe(0);
  expect(await ask(port, second)).toBe('ECONNREFUSED');
  expect((await address()).out).toContain('closed');
  expect(`${(await pilothouse('ledger')).out}${opened.out}${shown.out}`).not.toContain(first);
});

test('where nothing is up, the command itself hands the token over; what cannot be is refused, and changes nothing', async () => {
  const port = await pickPorts(1);
  const opened = await address('open', '--host', EVERY, '--port', String(port), '--reason', 'a trial', '--yes');
  const [token] = /^[\w-]{20,}$/m.exec(opened.out) ?? [''];
  expect([opened.code, token]).toEqual([0, expect.stringMatching(/./)]);
  expect((await address('token')).code).toBe(1);
  await bringUp(); // as it was set, without being asked again
  await expect.poll(() => ask(port, token)).toBe(200);

  expect((await address('open', '--host', '127.0.0.1', '--reason', 'x', '--yes')).code).not.toBe(0);
  expect((await address('open', '--certificate', 'a.pem', '--reason', 'x', '--yes')).said).toContain('--certificate and --key are given together');
  expect(await ask(port, token)).toBe(200);
  for (const wrong of [['address'], ['address', folder, 'shut'], ['address', folder, 'show', 'more'], ['list', folder]])
    expect(await pilothouse('services', ...wrong)).toMatchObject({ code: 3, said: expect.stringContaining('pilothouse services address DIR') });
});
