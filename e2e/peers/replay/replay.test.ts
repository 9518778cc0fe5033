import { get as httpGet, request as httpRequest } from 'node:https';
import { connect } from 'node:http2';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startReplayProcess } from './replay-process';
import { type Replay, type ReplayOptions, startReplayServer } from './replay-server';

const running: Replay[] = [];
const start = async (options: Partial<ReplayOptions> = {}) => {
  const replay = await startReplayServer({ objects: 100, bookmarkMs: 50, ...options });
  running.push(replay);
  return replay;
};
afterEach(async () => {
  for (const replay of running.splice(0)) await replay.stop();
});

const Kubeconfig = z.object({ clusters: z.tuple([z.object({ cluster: z.object({ 'certificate-authority-data': z.string() }) })]) });
const List = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
  items: z.array(z.object({ metadata: z.object({ name: z.string(), namespace: z.string() }), status: z.object({ updatedReplicas: z.number() }) })),
});
const Event = z.object({
  type: z.string(),
  object: z.object({
    metadata: z.object({ name: z.string().optional(), namespace: z.string().optional(), resourceVersion: z.string().optional() }),
    status: z.object({ updatedReplicas: z.number().optional() }).or(z.string()).optional(),
    code: z.number().optional(),
  }),
});
const DEPLOYMENTS = '/apis/apps/v1/deployments';
const options = (replay: Replay) => ({
  ca: Buffer.from(Kubeconfig.parse(JSON.parse(replay.kubeconfig)).clusters[0].cluster['certificate-authority-data'], 'base64'),
  headers: { authorization: 'Bearer replay-token' },
});

function ask(replay: Replay, path: string): Promise<{ code: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    httpGet(`${replay.url}${path}`, options(replay), (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ code: answer.statusCode ?? 0, headers: answer.headers, text }));
    }).on('error', reject);
  });
}
async function listAll(replay: Replay, path = DEPLOYMENTS) {
  const rows = new Map<string, number>();
  let version = '';
  let pages = 0;
  for (let token = ''; ; pages++) {
    const { metadata, items } = List.parse(JSON.parse((await ask(replay, `${path}?limit=30&continue=${token}`)).text));
    for (const { metadata: meta, status } of items) rows.set(`${meta.namespace}/${meta.name}`, status.updatedReplicas);
    version = metadata.resourceVersion;
    token = metadata.continue ?? '';
    if (token === '') return { rows, version, pages: pages + 1 };
  }
}
/** Lines of a watch as they come. */
function watch(replay: Replay, version: string, path = DEPLOYMENTS) {
  const lines: string[] = [];
  const state = { lines, ended: false, code: 0 };
  let rest: string[] = [];
  const request = httpRequest(`${replay.url}${path}?watch=1&allowWatchBookmarks=true&resourceVersion=${version}`, options(replay), (answer) => {
    state.code = answer.statusCode ?? 0;
    answer.on('data', (chunk: Buffer) => {
      const [first = '', ...more] = chunk.toString().split('\n');
      rest.push(first);
      for (const part of more) {
        lines.push(rest.join(''));
        rest = [part];
      }
    });
    answer.on('end', () => (state.ended = true));
  });
  request.on('error', () => (state.ended = true));
  request.end();
  return state;
}

test('list and watch lead to exactly the state that the replay tells', async () => {
  const replay = await start();
  const { rows, version, pages } = await listAll(replay);
  expect([rows.size, pages]).toEqual([100, 4]);
  await replay.burst(50);
  const watched = watch(replay, version);
  const { events } = await replay.storm({ eventsPerSecond: 5000, seconds: 0.1 });
  await vi.waitUntil(() => watched.lines.filter((line) => !line.includes('BOOKMARK')).length === 50 + events);
  for (const line of watched.lines) {
    const { type, object } = Event.parse(JSON.parse(line));
    const id = `${object.metadata.namespace}/${object.metadata.name}`;
    if (type === 'DELETED') rows.delete(id);
    else if (type !== 'BOOKMARK' && typeof object.status === 'object') rows.set(id, object.status.updatedReplicas ?? 0);
  }
  expect(rows).toEqual(new Map((await replay.state()).map((row) => [`${row.namespace}/${row.name}`, row.updated])));
});

test('the same seed makes the same world, another seed another', async () => {
  const worlds = await Promise.all([start(), start(), start({ seed: 2 })]);
  const states = [];
  for (const replay of worlds) {
    await replay.burst(500);
    states.push((await replay.state()).map(({ name, updated }) => [name, updated]));
  }
  expect(states[0]).toEqual(states[1]);
  expect(states[0]).not.toEqual(states[2]);
});

test('pages belong to the moment of the first, whatever happens meanwhile', async () => {
  const replay = await start();
  const first = List.parse(JSON.parse((await ask(replay, `${DEPLOYMENTS}?limit=60`)).text));
  await replay.burst(500);
  const second = List.parse(JSON.parse((await ask(replay, `${DEPLOYMENTS}?limit=60&continue=${first.metadata.continue}`)).text));
  expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  expect(first.items.length + second.items.length).toBe(100);
});

test('a namespace has its own list and watch', async () => {
  const replay = await start();
  const path = '/apis/apps/v1/namespaces/team-3/deployments';
  const { rows, version } = await listAll(replay, path);
  expect(rows.size).toBe(5);
  const watched = watch(replay, version, path);
  await replay.burst(500);
  await vi.waitUntil(() => watched.lines.some((line) => line.includes('MODIFIED')));
  expect(watched.lines.filter((line) => !line.includes('BOOKMARK')).every((line) => line.includes('"namespace":"team-3"'))).toBe(true);
});

test('bookmarks carry the version from which a watch goes on, and a forgotten one is gone', async () => {
  const replay = await start();
  const { version } = await listAll(replay);
  const watched = watch(replay, version);
  await replay.burst(10);
  await vi.waitUntil(() =>
    watched.lines.some((line) => line.includes('BOOKMARK') && Number(/"resourceVersion":"(\d+)"/.exec(line)?.[1]) === Number(version) + 10),
  );
  await replay.endWatches({ gone: true });
  await vi.waitUntil(() => watched.ended);
  const late = watch(replay, version);
  await vi.waitUntil(() => late.ended);
  expect(late.lines.map((line) => Event.parse(JSON.parse(line)).object.code)).toEqual([410]);
});

test('it answers over HTTP/2 as over HTTP/1.1', async () => {
  const replay = await start();
  const session = connect(replay.url, options(replay));
  const stream = session.request({ ':path': '/version', authorization: 'Bearer replay-token' });
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  session.close();
  expect(text).toContain('v1.37.2-replay');
});

test('faults answer as they are named, and end with none', async () => {
  const replay = await start();
  await replay.fault({ kind: 'html' });
  expect((await ask(replay, DEPLOYMENTS)).headers['content-type']).toBe('text/html');
  await replay.fault({ kind: 'throttled', retryAfterSeconds: 2, times: 1 });
  expect(await ask(replay, DEPLOYMENTS)).toMatchObject({ code: 429, headers: { 'retry-after': '2' } });
  expect((await ask(replay, DEPLOYMENTS)).code).toBe(200);
  await replay.fault({ kind: 'forbidden', namespace: 'team-1' });
  expect((await ask(replay, '/apis/apps/v1/namespaces/team-1/deployments')).code).toBe(403);
  expect((await ask(replay, '/apis/apps/v1/namespaces/team-2/deployments')).code).toBe(200);
  await replay.fault({ kind: 'server-error', status: 503, times: 1, body: 'text' });
  expect((await ask(replay, DEPLOYMENTS)).code).toBe(503);
  await replay.fault({ kind: 'endless-list' });
  const tokens = await Promise.all([0, 1].map(async () => List.parse(JSON.parse((await ask(replay, `${DEPLOYMENTS}?limit=90`)).text)).metadata.continue));
  expect(tokens.every(Boolean)).toBe(true);
  await replay.fault({ kind: 'unauthorized' });
  expect((await ask(replay, DEPLOYMENTS)).code).toBe(401);
  await replay.fault({ kind: 'none' });
  expect((await ask(replay, DEPLOYMENTS)).code).toBe(200);
});

test('inserts reach the open watches', async () => {
  const replay = await start();
  const { version } = await listAll(replay);
  const watched = watch(replay, version);
  await vi.waitUntil(async () => (await replay.stats()).openWatches === 1);
  await replay.insert('huge-line');
  await replay.insert('error-without-version');
  await vi.waitUntil(() => watched.lines.some((line) => line.includes('"ERROR"')), { timeout: 5000 });
  expect(Math.max(...watched.lines.map((line) => line.length))).toBeGreaterThan(20 * 2 ** 20);
});

test('bad certificates are bad, each in its way', async () => {
  const codes = { expired: 'CERT_HAS_EXPIRED', 'wrong-host': 'ERR_TLS_CERT_ALTNAME_INVALID', foreign: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } as const;
  for (const certificate of ['expired', 'wrong-host', 'foreign'] as const) {
    await expect(ask(await start({ certificate }), '/version')).rejects.toMatchObject({ code: codes[certificate] });
  }
});

test('in a process of its own it does the same', async () => {
  const replay = await startReplayProcess({ objects: 200, bookmarkMs: 50 });
  running.push(replay);
  const { version } = await listAll(replay);
  const watched = watch(replay, version);
  const { events } = await replay.storm({ eventsPerSecond: 1000, seconds: 0.2 });
  await vi.waitUntil(() => watched.lines.filter((line) => !line.includes('BOOKMARK')).length === events);
  expect((await replay.stats()).openWatches).toBe(1);
  expect((await replay.state()).length).toBeGreaterThan(150);
});
