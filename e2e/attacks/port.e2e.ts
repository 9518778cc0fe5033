import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import * as fc from 'fast-check';
import { type App, expect, test } from '../app';
import { answerTo, openRawPort } from '../raw-port';

/** Seeds that once found something, tried for ever. A failure prints its seed: add it here with the repair. */
const KEPT_SEEDS = [1, 20_260_101];
const RUNS = 150;
const ANSWER_MS = 10_000;

const VERBS = [
  'connections.watch',
  'connections.add',
  'connections.remove',
  'connections.test',
  'connections.rights',
  'connections.update',
  'entities.watch',
  'settings.watch',
  'settings.update',
  'views.list',
  'views.save',
  'views.remove',
  'store.status',
];
/** Ids of the fuzzed messages are below it, those of our own questions above. */
const OUR_IDS = 1_000_000_000;
let ourId = OUR_IDS;

/** Asks what always has an answer: a backend that gives it is alive, and has not been changed under us. */
async function expectSane(page: Page): Promise<void> {
  ourId += 1;
  await page.evaluate((id) => window.rawPort?.post({ type: 'call', id, verb: 'views.list', input: { screen: 'deliveries' } }), ourId);
  expect(await answerTo(page, ourId)).toEqual({ type: 'answer', id: ourId, value: { views: expect.any(Array) } });
}

const backendPid = (app: App) =>
  app.electron.evaluate(({ app: main }) => main.getAppMetrics().find(({ serviceName, name }) => name === 'backend' || serviceName === 'backend')?.pid);

test('what is malformed, oversized, nested without end or made to pollute is refused, and the backend goes on', async ({ app }) => {
  const { page } = app;
  await openRawPort(page);
  const pid = await backendPid(app);
  expect(pid).toBeGreaterThan(0);
  const refusals = await page.evaluate(async () => {
    const port = window.rawPort;
    if (!port) return [];
    const input = { screen: 'deliveries' };
    const nest = (levels: number, wrap: (inner: unknown) => unknown) => {
      let value: unknown = 0;
      for (let level = 0; level < levels; level++) value = wrap(value);
      return value;
    };
    const cyclic: Record<string, unknown> = { type: 'call', id: 7, verb: 'views.list' };
    cyclic['input'] = cyclic;
    const call = (id: number, value: unknown) => ({ type: 'call', id, verb: 'views.list', input: value });
    const messages: unknown[] = [
      undefined,
      null,
      'text',
      42,
      [],
      [[[]]],
      new Date(),
      new Map([['type', 'call']]),
      new Set([1]),
      /x/,
      new Error('x'),
      new Blob(['x']),
      new ArrayBuffer(8),
      { type: 'call' },
      { type: 'call', id: -1, verb: 'views.list', input },
      { type: 'call', id: 1.5, verb: 'views.list', input },
      { type: 'call', id: Number.NaN, verb: 'views.list', input },
      { type: 'call', id: 2 ** 60, verb: 'views.list', input },
      { type: 'call', id: '1', verb: 'views.list', input },
      { type: 'call', id: 1, verb: 5, input },
      { type: 'evil', id: 2, verb: 'views.list', input },
      { type: 'call', id: 3, verb: 'views.list', input, extra: true },
      { type: 'cancel', id: 999 },
      { type: 'ack', id: 999 },
      call(
        10,
        nest(13, (inner) => [inner]),
      ),
      call(
        11,
        nest(2_000, (inner) => [inner]),
      ),
      call(
        12,
        nest(2_000, (inner) => ({ a: inner })),
      ),
      call(
        13,
        Array.from({ length: 200_000 }, () => 0),
      ),
      call(14, 'x'.repeat(20_000_000)),
      call(15, { ['k'.repeat(200_000)]: 1 }),
      call(16, JSON.parse('{"__proto__":{"polluted":true}}')),
      call(17, JSON.parse('{"constructor":{"prototype":{"polluted":true}}}')),
      call(18, { screen: JSON.parse('{"__proto__":"deliveries"}') }),
      call(19, new Uint8Array(30_000_000)),
      call(20, { screen: new Date() }),
      call(21, Array.from({ length: 4_000_000 })),
      cyclic,
    ];
    for (const message of messages) port.post(message);
    return port.answers;
  });
  expect(refusals).toBeDefined();
  await expectSane(page);
  const answers = await page.evaluate(() =>
    window.rawPort?.answers.filter((each) => typeof each === 'object' && each !== null && 'id' in each && Number(each.id) < 1_000_000_000),
  );
  for (const answer of answers ?? []) expect(answer).toMatchObject({ type: 'failure', failure: { code: 'invalid' } });
  for (const id of [2, 3, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21])
    expect(answers, `message ${id}`).toContainEqual(expect.objectContaining({ id, type: 'failure' }));
  expect(await backendPid(app)).toBe(pid);
  expect(app.log('main')).not.toContain('the backend ended');
});

test('a verb that is not there is unsupported, also when it is the name of something inherited', async ({ app }) => {
  const { page } = app;
  await openRawPort(page);
  const verbs = [
    '',
    'evil',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'connections',
    'connections.',
    'connections.evil',
    'Connections.watch',
    ' views.list',
    'views.list\0',
    'store.status.then',
    '../views.list',
    'require',
    'eval',
  ];
  for (const [index, verb] of verbs.entries()) {
    for (const [offset, type] of ['call', 'open'].entries()) {
      const id = index * 2 + offset + 1;
      await page.evaluate((message) => window.rawPort?.post(message), { type, id, verb, input: {} });
      expect(await answerTo(page, id)).toMatchObject({ type: 'failure', failure: { code: 'unsupported', detail: { reason: 'verb-unknown' } } });
    }
  }
  // A request is not watched, and a watch is not called.
  await page.evaluate(() => window.rawPort?.post({ type: 'open', id: 900, verb: 'views.list', input: { screen: 'deliveries' } }));
  expect(await answerTo(page, 900)).toMatchObject({ failure: { code: 'unsupported' } });
  await page.evaluate(() => window.rawPort?.post({ type: 'call', id: 901, verb: 'connections.watch', input: {} }));
  expect(await answerTo(page, 901)).toMatchObject({ failure: { code: 'unsupported' } });
  await expectSane(page);
});

test('ids that look like paths, commands or addresses are refused before anything looks at them', async ({ app }) => {
  const { page, profile } = app;
  await openRawPort(page);
  const marker = join(profile, 'owned');
  const ids = [
    '../../etc/passwd',
    '/etc/passwd',
    '..',
    '.',
    'C:\\windows',
    'a/b',
    'a\\b',
    'file:///etc/passwd',
    'http://evil/',
    `$(touch ${marker})`,
    `\`touch ${marker}\``,
    `; touch ${marker}`,
    `| touch ${marker}`,
    '--help',
    '-o',
    'a\0b',
    'a\nb',
    "' or 1=1 --",
    '%2e%2e%2f',
    '__proto__',
    'constructor',
    '',
    ' ',
    'x'.repeat(64),
    'ä',
  ];
  const verbs = (id: string) => [
    { type: 'call', verb: 'connections.remove', input: { id } },
    { type: 'call', verb: 'connections.retry', input: { id } },
    { type: 'call', verb: 'connections.rights', input: { id, namespace: null } },
    { type: 'call', verb: 'connections.rights', input: { id: 'a', namespace: id } },
    { type: 'call', verb: 'connections.update', input: { id, options: {} } },
    { type: 'call', verb: 'connections.add', input: { candidates: [id] } },
    { type: 'open', verb: 'connections.test', input: { subject: { kind: 'candidate', id } } },
    { type: 'open', verb: 'connections.test', input: { subject: { kind: 'connection', id } } },
    { type: 'open', verb: 'entities.watch', input: { kind: id, fields: ['name'] } },
  ];
  let id = 0;
  for (const text of ids) {
    for (const message of verbs(text)) {
      // "constructor" has the form of a connection's name: there it is only one that is not known.
      const nameable = /^[a-z0-9][a-z0-9-]{0,62}$/.test(text);
      id += 1;
      await page.evaluate((sent) => window.rawPort?.post(sent), { ...message, id });
      const answer = await answerTo(page, id);
      if (nameable) expect(answer, `${message.verb} ${text}`).not.toMatchObject({ type: 'answer' });
      else expect(answer, `${message.verb} ${text}`).toMatchObject({ type: 'failure', failure: { code: 'invalid' } });
    }
  }
  await expectSane(page);
  expect(existsSync(marker)).toBe(false);
});

test('more calls at a time than are allowed are limited, not queued', async ({ app }) => {
  const { page } = app;
  await openRawPort(page);
  const limited = await page.evaluate(async () => {
    const port = window.rawPort;
    for (let id = 1; id <= 400; id++) port?.post({ type: 'open', id, verb: 'settings.watch', input: {} });
    const failures = () => port?.answers.filter((each) => typeof each === 'object' && each !== null && 'type' in each && each.type === 'failure') ?? [];
    for (let tries = 0; tries < 200 && failures().length < 144; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    const codes = failures().map((each) => (each as { failure: { code: string } }).failure.code);
    for (let id = 1; id <= 400; id++) port?.post({ type: 'cancel', id });
    return codes;
  });
  expect(limited.length).toBe(400 - 256);
  expect(new Set(limited)).toEqual(new Set(['limited']));
  await expectSane(page);
});

/** Messages that are almost right, and any that are not at all, as JSON text: so `__proto__` arrives as a key. */
const almostRight = fc.record(
  {
    type: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('call', 'open', 'cancel', 'ack') }, fc.string()),
    id: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: OUR_IDS - 1 }) }, fc.double(), fc.string()),
    verb: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...VERBS) }, fc.string(), fc.constantFrom('__proto__', 'constructor')),
    input: fc.oneof(
      fc.jsonValue({ maxDepth: 20 }),
      fc.dictionary(
        fc.constantFrom('id', 'screen', 'kind', 'fields', 'options', 'candidates', 'subject', 'namespace', 'readOnly', '__proto__', 'constructor'),
        fc.jsonValue({ maxDepth: 5 }),
      ),
      fc.constant({}),
    ),
  },
  { requiredKeys: [] },
);
const message = fc.oneof({ weight: 5, arbitrary: almostRight }, fc.jsonValue({ maxDepth: 30 })).map((value) => JSON.stringify(value));

/** The messages, and behind them a good question; forgets what else was answered. All of it in the page: hundreds of these are asked. */
const postThenAsk = (page: Page, texts: readonly string[], id: number): Promise<unknown> =>
  page.evaluate(
    async ({ all, ours, within }) => {
      const port = window.rawPort;
      if (!port) return 'no port';
      for (const text of all) port.post(JSON.parse(text));
      port.post({ type: 'call', id: ours, verb: 'views.list', input: { screen: 'deliveries' } });
      const answered = () => port.answers.find((each) => typeof each === 'object' && each !== null && 'id' in each && each.id === ours);
      for (const began = performance.now(); answered() === undefined && performance.now() - began < within; )
        await new Promise((resolve) => setTimeout(resolve, 1));
      const answer = answered();
      port.answers.splice(0);
      return answer;
    },
    { all: texts, ours: id, within: ANSWER_MS },
  );

for (const seed of [...KEPT_SEEDS, 0]) {
  test(seed === 0 ? 'fuzzed messages with a new seed harm nothing' : `fuzzed messages with seed ${seed} harm nothing`, async ({ app }, testInfo) => {
    const used = seed === 0 ? Date.now() % 2 ** 31 : seed;
    testInfo.annotations.push({ type: 'seed', description: String(used) });
    console.log(`fuzzing the port with seed ${used}`);
    const { page } = app;
    await openRawPort(page);
    const pid = await backendPid(app);
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 20 }), async (texts) => {
        ourId += 1;
        expect(await postThenAsk(page, texts, ourId)).toEqual({ type: 'answer', id: ourId, value: { views: expect.any(Array) } });
      }),
      { seed: used, numRuns: RUNS, endOnFailure: true },
    );
    expect(await backendPid(app)).toBe(pid);
    expect(app.log('main')).not.toContain('the backend ended');
  });
}
