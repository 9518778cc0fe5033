import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bed, startBed } from './bed';
import { startFaultProxy } from './fault-proxy';
import { pickPorts } from './ports';

const patience = { timeout: 20_000, interval: 100 };
/** kubectl as the user of a kubeconfig: its output, or what it complained about. */
const as = (bed: Bed, kubeconfig: string, ...args: string[]) => bed.kubectl(`--kubeconfig=${kubeconfig}`, ...args).catch((error: Error) => error.message);

describe('a whole bed', () => {
  let bed: Bed;
  beforeAll(async () => {
    bed = await startBed();
  }, 90_000);
  afterAll(() => bed.stop());

  test('makes the pods of a Deployment ready', async () => {
    await bed.seed({ deployments: 2, pods: 5 });
    expect(await bed.kubectl('get', 'deployments', '-A', '-o', 'jsonpath={.items[*].status.availableReplicas}')).toBe('3 2');
  });

  test('gives each user the rights of the name', async () => {
    expect(await as(bed, bed.kubeconfig('viewer'), 'auth', 'can-i', 'list', 'deployments', '-A')).toBe('yes\n');
    expect(await as(bed, bed.kubeconfig('viewer-token'), 'auth', 'can-i', 'list', 'namespaces')).toBe('yes\n');
    expect(await as(bed, bed.kubeconfig('team-a'), 'get', 'deployments')).toBe('');
    expect(await as(bed, bed.kubeconfig('team-a'), 'get', 'namespaces')).toContain('Forbidden');
    expect(await as(bed, bed.kubeconfig('team-a-token'), 'get', 'pods', '-n', 'default')).toContain('Forbidden');
    expect(await as(bed, bed.kubeconfig('operator'), 'auth', 'can-i', 'patch', 'deployments', '-A')).toBe('yes\n');
    expect(await as(bed, bed.kubeconfig('operator'), 'create', 'namespace', 'x')).toContain('forbidden');
    expect(await as(bed, bed.kubeconfig('nobody'), 'get', 'pods')).toContain('Forbidden');
  });

  test('takes rights away and gives them back', async () => {
    await bed.revoke('viewer');
    await expect.poll(() => as(bed, bed.kubeconfig('viewer'), 'get', 'pods'), patience).toContain('Forbidden');
    await bed.grant('viewer');
    await expect.poll(() => as(bed, bed.kubeconfig('viewer'), 'get', 'pods'), patience).toBe('');
  });

  test('refuses minted credentials once their time is over, not before', async () => {
    const paths = await Promise.all([bed.mint({ kind: 'token', user: 'viewer', ttlSeconds: 5 }), bed.mint({ kind: 'cert', user: 'viewer', ttlSeconds: 5 })]);
    for (const path of paths) expect(await as(bed, path, 'get', 'pods')).toBe('');
    for (const path of paths) await expect.poll(() => as(bed, path, 'get', 'pods'), patience).toMatch(/Unauthorized|must be logged in/);
  });

  test('is reached through a proxy by a redirected kubeconfig', async () => {
    const proxy = await startFaultProxy(bed.port);
    expect(await as(bed, bed.kubeconfigThrough(proxy.port), 'get', '--raw', '/readyz')).toBe('ok');
    expect(proxy.bytes()['to-client']).toBeGreaterThan(1000);
    await proxy.stop();
  });

  test('keeps kubeconfigs and objects over a kill and a restart', async () => {
    const before = readFileSync(bed.kubeconfig('viewer'), 'utf8');
    await bed.kill();
    expect(await as(bed, bed.kubeconfig('viewer'), 'get', 'pods')).toContain('refused');
    await bed.restart();
    expect(readFileSync(bed.kubeconfig('viewer'), 'utf8')).toBe(before);
    expect(await as(bed, bed.kubeconfig('viewer'), 'get', 'deployments', '-n', 'seed-0', '-o', 'name')).toContain('model-00000');
  });

  test('answers again after it was frozen', async () => {
    bed.pause();
    expect(await as(bed, bed.kubeconfig('viewer'), 'get', 'pods', '--request-timeout=1s')).toMatch(/exceeded|timeout|deadline/i);
    bed.resume();
    await expect.poll(() => as(bed, bed.kubeconfig('viewer'), 'get', 'pods'), patience).toBe('');
  });

  test('ends within three seconds of being asked', async () => {
    const began = performance.now();
    await bed.stop();
    expect(performance.now() - began).toBeLessThan(3000);
  });
});

describe('a bare API server', () => {
  let bed: Bed;
  beforeAll(async () => {
    bed = await startBed({ without: ['kcm', 'scheduler', 'kwok'], watchCache: false, nodes: 0 });
  }, 90_000);
  afterAll(() => bed.stop());

  test('answers 410 to a page and to a watch that compaction has overtaken', async () => {
    await bed.apply(...['a', 'b', 'c'].map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } })));
    const page = await bed.kubectl('get', '--raw', '/api/v1/namespaces/default/configmaps?limit=1');
    const version = /"resourceVersion":"(\d+)"/.exec(page)?.[1];
    const token = /"continue":"([^"]+)"/.exec(page)?.[1];
    await bed.kubectl('delete', 'configmap', 'c', '-n', 'default');
    await bed.compact();
    expect(await as(bed, bed.kubeconfig('admin'), 'get', '--raw', `/api/v1/namespaces/default/configmaps?limit=1&continue=${token}`)).toMatch(
      /too old|410|Expired|Gone/,
    );
    expect(
      await as(bed, bed.kubeconfig('admin'), 'get', '--raw', `/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=5&resourceVersion=${version}`),
    ).toContain('"code":410');
  });

  test('renewed, it is a stranger to its old kubeconfigs', async () => {
    const old = bed.kubeconfigThrough(bed.port);
    await bed.restart({ renew: true });
    expect(await as(bed, old, 'get', 'pods')).toContain('certificate signed by unknown authority');
    expect(await as(bed, bed.kubeconfig('admin'), 'get', 'pods')).toBe('');
  });
});

test('a bed dies with its parent, however that ends, even while it is frozen', async () => {
  for (const frozen of [false, true]) {
    const { dir, pid } = await orphan(frozen);
    await expect.poll(() => isAlive(pid), patience).toBe(false);
    rmSync(dir, { recursive: true });
  }
}, 90_000);

/** A parent that starts a bed and is killed. */
async function orphan(frozen: boolean) {
  const testbed = `${process.env['PILOTHOUSE_BED']}/testbed`;
  const script = `
    const { spawn } = require('node:child_process');
    const { mkdtempSync } = require('node:fs');
    const dir = mkdtempSync(require('node:os').tmpdir() + '/bed-');
    const child = spawn(${JSON.stringify(testbed)}, ['--dir=' + dir, '--port=${await pickPorts(4)}', '--nodes=0', '--without=kcm,scheduler,kwok', '--child'], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.on('exit', (code) => process.exit(code ?? 1));
    const lines = require('node:readline').createInterface({ input: child.stdout });
    lines.on('line', (line) => line.includes('READY') && (${frozen} && child.kill('SIGSTOP'), console.log(JSON.stringify({ dir, pid: child.pid }))));`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  parent.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const endedEarly = once(parent, 'close').then(() => Promise.reject(new Error(`the bed ended before it was up:\n${said}`)));
  const [line] = (await Promise.race([once(parent.stdout, 'data'), endedEarly])) as [Buffer];
  endedEarly.catch(() => undefined); // it ends now, as it should
  parent.kill('SIGKILL');
  return JSON.parse(line.toString()) as { dir: string; pid: number };
}

function isAlive(pid: number) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
