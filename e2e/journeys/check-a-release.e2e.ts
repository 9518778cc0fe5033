import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { identityModel, magnitudeModel } from '../peers/small-onnx';
import { stageModels } from '../registered-models';

// The journey of a pipeline: a version goes through the stages of a release, and the exit status says whether it may be released.

const CLI = join(import.meta.dirname, '../../out/cli/pilothouse.js');
const MODEL = 'echo';
const LOOSE = { p50: 50, p95: 50, p99: 50, throughput: 0.02 }; // shared machines have bad moments
let home: string;
let folder: string;
test.beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'command-line-'));
  folder = mkdtempSync(join(tmpdir(), 'workspace-'));
  await stageModels(folder, MODEL, [identityModel('FP32'), magnitudeModel(), Buffer.from('not a model')]);
});
test.afterEach(() => {
  for (const each of [home, folder]) rmSync(each, { recursive: true, force: true });
});

type Ran = { readonly code: number; readonly out: string; readonly said: string };
function pilothouse(...args: string[]): Promise<Ran> {
  const env = { ...process.env, LC_ALL: 'C' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, '--data', home, ...args], { env }, (_, out, said) => resolve({ code: child.exitCode ?? -1, out, said }));
  });
}
const check = (version: number, ...more: string[]) => pilothouse('release', 'check', folder, MODEL, String(version), ...more);
const request = (data: readonly number[], wanted: readonly number[]) => ({
  name: `of ${data}`,
  inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], data }],
  outputs: [{ name: 'y', data: wanted }],
});

test('a version is held against the champion: 0 where it may be released, 1 where not, 2 where nobody knows, 3 where nothing was asked rightly', async () => {
  mkdirSync(join(folder, 'golden'));
  writeFileSync(join(folder, `golden/${MODEL}.json`), JSON.stringify({ limits: LOOSE, requests: [request([1, 2], [1, 2]), request([3, 4], [3, 4])] }));
  const first = await check(1);
  expect([first.code, first.said]).toEqual([2, '']);
  expect(first.out).toContain('There is no champion to compare with');
  expect((await pilothouse('alias', 'set', folder, MODEL, 'champion', '1', '--yes')).code).toBe(0);

  const junit = join(home, 'checks.xml');
  const good = await check(2, '--junit', junit);
  expect([good.code, good.said]).toEqual([0, '']);
  expect(good.out).toMatch(/echo v2 +passed +\(against version 1\)/);
  expect(good.out).toMatch(/ok +Latency p95: [\d.]+ ms, champion [\d.]+ ms: [\d.]+ times/);
  expect(readFileSync(junit, 'utf8')).toMatch(/<testsuites name="echo v2" tests="\d+" failures="0" errors="0"/);

  const golden = join(home, 'hard.json');
  writeFileSync(golden, JSON.stringify({ requests: [request([-1, 2], [-1, 2])] }));
  const wrong = await check(2, '--golden', golden, '--json', '--junit', junit);
  expect([wrong.code, JSON.parse(wrong.out).stages.map(({ state }: { state: string }) => state)]).toEqual([1, ['pass', 'fail', 'inconclusive']]);
  expect(readFileSync(junit, 'utf8')).toContain('<failure type="fail" message="1 of 1 not answered as written. First: of -1,2: y[0]: 1 instead of -1">');
  const corrupt = await check(3);
  expect([corrupt.code, corrupt.out]).toEqual([1, expect.stringMatching(/x +Loading: does not load/)]);

  writeFileSync(golden, '{');
  const unread = await check(2, '--golden', golden);
  expect([unread.code, unread.said]).toEqual([3, expect.stringContaining('hard.json cannot be read')]);
  expect((await check(2, '--golden', join(home, 'nowhere.json'))).code).toBe(3);
  expect((await pilothouse('release', 'check', folder, MODEL)).code).toBe(3);
  expect((await check(9)).code).toBe(1);
});
