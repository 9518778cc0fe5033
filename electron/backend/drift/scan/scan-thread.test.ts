import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { driftConfigSchema } from '../../../../shared/models/drift-config';
import { ScanThread } from './scan-thread';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'scan-thread-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const task = () => {
  const file = join(folder, 'a.csv');
  writeFileSync(file, ['a,b', ...Array.from({ length: 1_000 }, (_, at) => `${at},x${at % 7}`)].join('\n'));
  const side = { name: 'a', files: [file] };
  return { reference: side, current: side, config: driftConfigSchema.parse({}) };
};

test('the thread ends when nobody asks, and comes back when somebody does', async () => {
  const thread = new ScanThread(undefined, 0);
  const first = await thread.do('scan', task());
  for (let round = 0; round < 2; round++) {
    await expect.poll(() => thread.isRunning).toBe(false);
    expect(await thread.do('scan', task())).toEqual(first);
  }
  await thread.close();
}, 30_000);

test('several are answered at once, each with its own', async () => {
  const thread = new ScanThread();
  const [one, other, failed] = await Promise.all([
    thread.do('scan', task()),
    thread.do('freeze', task()),
    thread.do('scan', { ...task(), current: { name: 'gone', files: [join(folder, 'gone.csv')] } }).catch((error: unknown) => error),
  ]);
  expect(one.columns.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(other.bins.columns.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(failed).toMatchObject({ failure: { code: 'local', detail: { reason: 'data-gone' } } });
  await thread.close();
});

test('closed in the midst of its work, it stops and ends in order, and the next task has another', async () => {
  const thread = new ScanThread();
  const work = thread.do('scan', task()).catch((error: unknown) => error);
  await thread.close();
  expect(await work).toMatchObject({ failure: { code: 'cancelled' } });
  expect((await thread.do('scan', task())).columns.length).toBe(2);
  await thread.close();
});

test('who waits is told when the thread is lost', async () => {
  const file = join(folder, 'lost.mjs');
  writeFileSync(file, "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw new Error('out of memory'); });");
  const thread = new ScanThread({ file, execArgv: [] });
  for (let round = 0; round < 2; round++)
    await expect(thread.do('scan', task())).rejects.toMatchObject({ failure: { code: 'local', detail: { text: expect.stringContaining('out of memory') } } });
  await thread.close();
});
