import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../app';

type NetLog = {
  readonly constants: { readonly logEventTypes: Readonly<Record<string, number>> };
  readonly events: readonly { readonly type: number; readonly params?: Readonly<Record<string, unknown>> }[];
};

/** Chromium's own record of its network: every name it asks for, every socket it opens. */
const OUTWARD = [
  'HOST_RESOLVER_MANAGER_REQUEST',
  'HOST_RESOLVER_DNS_TASK',
  'HOST_RESOLVER_SYSTEM_TASK',
  'TCP_CONNECT_ATTEMPT',
  'UDP_CONNECT',
  'SSL_CONNECT',
  'PAC_FILE_DECIDER',
  'WPAD_DHCP_WIN_FETCH',
];

test('from launch to quit Chromium asks for no name and opens no socket', async ({ launch }, testInfo) => {
  const record = testInfo.outputPath('net-log.json');
  const app = await launch({ args: [`--log-net-log=${record}`] });
  await expect.poll(() => app.log('main')).toContain('the window can be used');
  await app.page.reload();
  await app.page.waitForTimeout(3_000);
  await app.quit();
  const { constants, events } = JSON.parse(readFileSync(record, 'utf8')) as NetLog;
  const types = new Map(OUTWARD.flatMap((name) => (name in constants.logEventTypes ? [[constants.logEventTypes[name], name] as const] : [])));
  expect(types.size).toBeGreaterThan(3);
  expect(events.length).toBeGreaterThan(10);
  expect(events.filter(({ type }) => types.has(type)).map(({ type, params }) => ({ what: types.get(type), params }))).toEqual([]);
});

test('what the backend has open leads nowhere while nothing is configured', async ({ app }) => {
  test.skip(process.platform !== 'linux', 'reads /proc');
  const pids = await app.electron.evaluate(({ app: main }) =>
    main
      .getAppMetrics()
      .filter(({ type }) => type === 'Utility')
      .map(({ pid }) => pid),
  );
  expect(pids.length).toBeGreaterThan(0);
  const tables = pids.flatMap((pid) => ['tcp', 'tcp6', 'udp', 'udp6'].map((table) => readFileSync(join('/proc', String(pid), 'net', table), 'utf8')));
  const inodes = new Set(pids.flatMap((pid) => socketsOf(pid)));
  const open = tables.flatMap((table) => table.split('\n').slice(1)).filter((line) => inodes.has(line.trim().split(/\s+/)[9] ?? ''));
  expect(open).toEqual([]);
});

function socketsOf(pid: number): string[] {
  const folder = join('/proc', String(pid), 'fd');
  return readdirSync(folder).flatMap((name) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(join(folder, name)))?.[1] ?? [];
    } catch {
      return []; // closed meanwhile
    }
  });
}
