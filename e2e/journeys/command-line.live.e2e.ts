import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { ActionRun, Plan } from '../../shared/models/action';
import { type Bed, startBed } from '../peers/bed';
import { type RolloutsController, rolloutState, startRollouts } from '../peers/rollouts';
import { applyIn, someRollout } from '../peers/some-rollouts';

// The journey of a pipeline: no window, one connection, exit codes.

const CLI = join(import.meta.dirname, '../../out/cli/pilothouse.js');
const NAMESPACE = 'shop';
let bed: Bed;
let controller: RolloutsController;
let folder: string;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(180_000);
  bed = await startBed();
  controller = await startRollouts(bed);
  await applyIn(bed, NAMESPACE, someRollout({ namespace: NAMESPACE, name: 'ranker' }));
  await expect.poll(() => rolloutState(bed, NAMESPACE, 'ranker').then(({ phase }) => phase)).toBe('Healthy');
  folder = mkdtempSync(join(tmpdir(), 'command-line-'));
});
test.afterAll(async () => {
  await controller.stop();
  await bed.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Ran = { readonly code: number; readonly out: string; readonly said: string };
function pilothouse(...args: string[]): Promise<Ran> {
  const env = { ...process.env, KUBECONFIG: bed.kubeconfig('admin'), HOME: folder, LC_ALL: 'C' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, '--data', folder, ...args], { env }, (_, out, said) => resolve({ code: child.exitCode ?? -1, out, said }));
  });
}
const json = <T>(schema: z.ZodType<T>, { out, said }: Ran): T => {
  expect(out, said).not.toBe('');
  return schema.parse(JSON.parse(out));
};
const step = () => rolloutState(bed, NAMESPACE, 'ranker').then(({ currentStepIndex }) => currentStepIndex);

test('a pipeline connects, lists, starts a canary and promotes it, and each step is on record', async () => {
  test.setTimeout(120_000);
  const { found } = await candidates();
  await pilothouse('request', 'connections.add', JSON.stringify({ candidates: found }));

  const listed = json(z.object({ deliveries: z.array(z.object({ id: z.string(), state: z.string() })) }), await pilothouse('deliveries', '--json'));
  expect(listed.deliveries).toEqual([{ id: 'argo-rollouts/shop/ranker', state: 'stable' }]);
  expect((await pilothouse('deliveries')).out).toMatch(/argo-rollouts\/shop\/ranker +stable/);

  const started = await pilothouse(
    'start',
    'shop/ranker',
    '--image',
    'server=registry.example/models/ranker:2',
    '--reason',
    'a better model',
    '--yes',
    '--json',
  );
  expect(json(ActionRun, started).phase).toBe('done');
  await expect.poll(step).toBe(1);

  const plan = await pilothouse('plan', 'promote', 'shop/ranker', '--json');
  expect(plan.code).toBe(0);
  expect(json(Plan, plan).effects.map(({ id }) => id)).toContain('moves-to-step');
  expect(await step()).toBe(1);

  const promoted = await pilothouse('promote', 'shop/ranker', '--reason', 'the error rate is level', '--ticket', 'ML-204', '--yes');
  expect(promoted.out).toContain('done (');
  expect(promoted.code).toBe(0);
  await expect.poll(step).toBe(3);

  const kept = await pilothouse('ledger', '--verb', 'promote');
  expect(kept.out).toMatch(/outcome +promote +done/);
  expect(kept.out).toContain('the error rate is level');
  const verified = await pilothouse('ledger', 'verify');
  expect(verified.out).toMatch(/^whole: \d+ entries/);
  expect(verified.code).toBe(0);
});

test('what cannot be carried out is told by exit codes', async () => {
  test.setTimeout(120_000);
  expect((await pilothouse('promote', 'shop/nobody', '--yes')).code).toBe(3);
  expect((await pilothouse('promote', 'shop/ranker')).said).toContain('add --yes');
  expect((await pilothouse('rollback', 'shop/ranker', '--to', '99', '--yes')).said).toContain('There are: ');
  expect((await pilothouse('fly')).code).toBe(3);
  expect((await pilothouse('deliveries', '--nonsense')).code).toBe(3);

  await pilothouse('request', 'settings.update', '{"readOnly":true}');
  const refused = await pilothouse('promote', 'shop/ranker', '--reason', 'r', '--yes');
  expect(refused.code).toBe(1);
  expect(refused.said).toContain('read-only');
  expect((await pilothouse('ledger')).out).toContain('refused');
  await pilothouse('request', 'settings.update', '{"readOnly":false}');
});

test('a roll-back names its revision, and the help is a page', async () => {
  test.setTimeout(120_000);
  const back = await pilothouse('rollback', 'shop/ranker', '--to', '1', '--reason', 'wrong scores', '--yes', '--json');
  expect(json(ActionRun, back).phase, back.said).toBe('done');
  expect(back.code).toBe(0);
  const help = await pilothouse('--help');
  for (const part of ['NAME', 'SYNOPSIS', 'OPTIONS', 'EXIT STATUS', 'EXAMPLES']) expect(help.out).toContain(part);
});

/** The ids of what the kubeconfig holds: the watch is ended as a person would, by an interrupt. */
function candidates(): Promise<{ found: string[] }> {
  const Event = z.object({ candidates: z.array(z.object({ id: z.string() })) });
  const env = { ...process.env, KUBECONFIG: bed.kubeconfig('admin'), HOME: folder };
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [CLI, '--data', folder, 'watch', 'connections.candidates'], { env }, () => undefined);
    let text = '';
    child.stdout?.on('data', (chunk: string) => {
      text += chunk;
      const line = text.split('\n')[0] ?? '';
      if (!text.includes('\n')) return;
      const { candidates: all } = Event.parse(JSON.parse(line));
      if (all.length === 0) return;
      child.kill('SIGINT');
      resolve({ found: all.map(({ id }) => id) });
    });
    child.once('error', reject);
  });
}
