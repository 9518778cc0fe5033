import { execFileSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { AttentionItem } from '../shared/models/attention';
import { DEFAULT_PAYLOAD } from '../shared/models/payload';
import { canMount } from './can-mount';
import { readParquet } from './read-parquet';
import { letGoOfServices, newWorkspace, type Opened, openServices, removeStage, SERVICE, stageServices, start } from './services-stage';

// The disk under a payload log is full, and the one of the whole workspace with it. By a file system of our own: see bad-disk.test.ts.

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });
const DISK_BYTES = 48 * 2 ** 20;
/** A body of some 200 kB, and so is its answer: a dozen of them are written at once, without the wait for more. */
const NUMBERS = Array.from({ length: 30_000 }, (_, at) => 100_000 + at);
const WITHIN = { timeout: 20_000, interval: 100 };

let root: string;
const undo: (() => void)[] = [];
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'bad-disk-serving-'));
  await stageServices();
});
afterEach(async () => {
  await letGoOfServices();
  for (const step of undo.splice(0).toReversed()) step();
});
afterAll(() => {
  removeStage();
  rmSync(root, { recursive: true, force: true });
});

/** As a client of the gateway. @returns the statuses of the answers */
async function ask(opened: Opened, times: number): Promise<number[]> {
  const { uri } = await opened.service();
  const token = readFileSync(join(opened.work, '.pilothouse/tracking-token'), 'utf8').trim();
  const body = JSON.stringify({ inputs: [{ name: 'x', datatype: 'INT64', shape: [NUMBERS.length], data: NUMBERS }] });
  const statuses: number[] = [];
  for (let n = 0; n < times; n++) {
    const answer = await fetch(`${uri}/v2/models/${SERVICE}/infer`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body });
    await answer.arrayBuffer();
    statuses.push(answer.status);
  }
  return statuses;
}
const all200 = (count: number) => Array.from({ length: count }, () => 200);

/** Leaves no room, whoever else writes meanwhile. */
function fill(folder: string): void {
  const file = openSync(join(folder, 'filler'), 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(4_096));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  } finally {
    closeSync(file);
  }
}

test.runIf(canMount())(
  'on a full disk a service answers on; the gap of its log is said with since when and why, waits in Attention, and ends by itself',
  async () => {
    const work = join(root, 'work');
    mkdirSync(work);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES},mode=700`, 'tmpfs', work]);
    undo.push(() => void execFileSync('umount', ['-l', work]));
    cpSync(newWorkspace(), work, { recursive: true });
    const opened = await openServices(work);
    const { client, connection } = opened;
    let items: readonly AttentionItem[] = [];
    client.watch(
      'attention.watch',
      {},
      (event) => void (items = event.items),
      () => undefined,
    );
    const waits = () => items.filter(({ cause }) => cause === 'payload-gap');
    const payload = async () => (await opened.service()).payload;
    await opened.act(start(2));
    await client.request('services.change', { connection, service: SERVICE, settings: { payload: { ...DEFAULT_PAYLOAD, share: 1, maxBytes: 10_000_000 } } });
    expect(await ask(opened, 8)).toEqual(all200(8));
    await vi.waitFor(async () => expect(await payload()).toMatchObject({ state: 'writing', written: expect.any(Number), lost: 0 }), WITHIN);
    expect(waits()).toEqual([]);

    fill(work);
    const before = Date.now();
    expect(await ask(opened, 16)).toEqual(all200(16));
    await vi.waitFor(async () => expect(await payload()).toMatchObject({ state: 'gap', failure: { detail: { reason: 'disk-full' } } }), WITHIN);
    const { since } = await payload();
    expect(since).toBeGreaterThanOrEqual(before);
    await vi.waitFor(() => expect(waits()).toMatchObject([{ name: SERVICE, urgency: 'soon', concern: { service: SERVICE, full: true, since } }]), WITHIN);
    expect(await ask(opened, 8)).toEqual(all200(8));
    expect((await payload()).since).toBe(since); // one gap, however often it is tried

    rmSync(join(work, 'filler'));
    await vi.waitFor(async () => expect(await payload()).toMatchObject({ state: 'writing', failure: null, written: 32, lost: 0 }), WITHIN);
    await vi.waitFor(() => expect(waits()).toEqual([]), WITHIN);
    const [kept] = await readParquet(join(work, '.pilothouse/payloads', SERVICE), 'SELECT count(DISTINCT id)::INT AS requests FROM {files}');
    expect(kept).toEqual({ requests: 32 });
  },
);
