import { afterEach, describe, expect, it, vi } from 'vitest';
import { accessTo, type Asked, changingSource, type Reply, startLocalServer } from '../../../e2e/peers/local-server';
import { RecordingSink } from '../../../e2e/peers/recording-sink';
import { SILENT } from '../lib/log';
import { KubeSession } from './session';
import { TIMING } from './reflector-timing';
import type { Selection } from './resource';
import { WakeWatch } from './wake';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const THINGS = { group: 'test.example', version: 'v1', resource: 'things' };
const QUICK = { backoffBaseMs: 10, backoffCapMs: 50, slowBaseMs: 20, slowCapMs: 50, lostBaseMs: 20, lostCapMs: 100, settleMs: 20 };
/** How late etcd may tell a watch that its version is gone. */
const ETCD_LOOKS_EVERY_MS = 100;
const JSON_TYPE = { 'content-type': 'application/json' };

const thing = (name: string, resourceVersion: string) => ({ kind: 'Thing', metadata: { name, resourceVersion, managedFields: [{ manager: 'x' }] } });
const page = (items: object[], resourceVersion: string, token = '') =>
  JSON.stringify({ kind: 'ThingList', metadata: { resourceVersion, continue: token }, items });
const event = (type: string, object: unknown) => `${JSON.stringify({ type, object })}\n`;
const expired = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'Expired', code: 410, message: 'too old resource version: 1 (9)' };
const isNamed = (object: unknown): object is { metadata: { name: string } } =>
  typeof object === 'object' &&
  object !== null &&
  'metadata' in object &&
  typeof object.metadata === 'object' &&
  object.metadata !== null &&
  'name' in object.metadata;

/** Each list and each watch is answered by the next of its script; the last one answers all that follow. */
type Script = { lists: ((reply: Reply, url: URL) => void)[]; watches: ((reply: Reply, url: URL, request: Asked) => void)[] };

class FakeApi {
  readonly lists: URLSearchParams[] = [];
  readonly watches: URLSearchParams[] = [];

  constructor(readonly script: Script) {}

  readonly handle = (request: Asked, reply: Reply, url: URL) => {
    const isWatch = url.searchParams.has('watch');
    const asked = isWatch ? this.watches : this.lists;
    const answers = isWatch ? this.script.watches : this.script.lists;
    asked.push(url.searchParams);
    answers[Math.min(asked.length, answers.length) - 1]?.(reply, url, request);
  };
}
const list =
  (body: string, status = 200) =>
  (reply: Reply) =>
    void reply.writeHead(status, JSON_TYPE).end(body);
const watch =
  (...lines: (string | Uint8Array)[]) =>
  (reply: Reply) => {
    reply.writeHead(200, JSON_TYPE);
    reply.write('\n');
    for (const line of lines) reply.write(line);
  };
const quiet = watch();

async function start(script: Script, options: { timing?: Partial<typeof TIMING>; namespaces?: string[]; select?: Selection } = {}) {
  const api = new FakeApi(script);
  const server = await startLocalServer({ handler: api.handle });
  const { source, change } = changingSource(accessTo({ server: server.url, tls: { ca: server.ca } }));
  const session = new KubeSession({ source, wake: new WakeWatch(), log: SILENT, fallback: source.access().target });
  const sink = new RecordingSink();
  const abort = new AbortController();
  ends.push(
    () => server.stop(),
    () => session.close(),
  );
  const map = (object: unknown) => {
    if (!isNamed(object)) return null;
    const id = object.metadata.name;
    return { id, item: { connection: 'test', kind: 'delivery' as const, id } };
  };
  const { namespaces = null, select, timing } = options;
  session.watch({ resource: THINGS, namespaces, map, ...(select && { select }), timing: { ...QUICK, ...timing } }, sink, abort.signal);
  return { api, server, session, sink, abort, change };
}

describe('a reflector', () => {
  it('reads all pages, then watches from the version of the list', async () => {
    const { api, sink } = await start({
      lists: [list(page([thing('a', '1')], '7', 'next&page')), list(page([thing('b', '2')], '7'))],
      watches: [watch(event('ADDED', thing('c', '8')), event('DELETED', thing('a', '9')), event('BOOKMARK', { metadata: { resourceVersion: '12' } }))],
    });
    await sink.until(() => sink.ids().join() === 'b,c');
    expect(sink.view().state).toBe('live');
    expect(api.lists.map((query) => [query.get('limit'), query.get('continue'), query.has('resourceVersion')])).toEqual([
      ['500', null, false],
      ['500', 'next&page', false],
    ]);
    expect(Object.fromEntries(api.watches[0] ?? [])).toMatchObject({ allowWatchBookmarks: 'true', resourceVersion: '7' });
    expect(sink.names().slice(0, 4)).toEqual(['begin', 'put', 'put', 'live']);
  });

  it('asks for the watch while the list still comes, and is live only when the list is whole', async () => {
    const text = page([thing('a', '1'), thing('b', '2')], '7');
    let rest = () => undefined as unknown;
    const halting = (reply: Reply) => {
      reply.writeHead(200, JSON_TYPE).write(text.slice(0, -20));
      rest = () => reply.end(text.slice(-20));
    };
    const { api, sink } = await start({ lists: [halting], watches: [watch(event('ADDED', thing('c', '8')))] });
    await vi.waitFor(() => expect(api.watches).toHaveLength(1));
    expect(sink.names()).toEqual(['begin']);
    rest();
    await sink.until(() => sink.ids().includes('c'));
    expect(sink.names()).toEqual(['begin', 'put', 'live', 'put']);
    expect([api.lists.length, api.watches.length]).toEqual([1, 1]);
  });

  it('lets go of the watch when its list breaks off', async () => {
    const text = page([thing('a', '1')], '7');
    const left: string[] = [];
    const noted = (reply: Reply, _: URL, request: Asked) => {
      quiet(reply);
      request.onClose(() => left.push('left'));
    };
    const { sink } = await start({ lists: [list(text.slice(0, -20)), list(text)], watches: [noted, quiet] });
    await sink.untilState('broken');
    await sink.untilState('live');
    await vi.waitFor(() => expect(left).toEqual(['left']));
    expect(sink.ids()).toEqual(['a']);
  });

  it('asks for the selected ones alone, on every page and in every watch', async () => {
    const { api, sink } = await start(
      { lists: [list(page([], '7', 'token')), list(page([thing('a', '1')], '7'))], watches: [quiet] },
      { select: { labels: 'app in (web, shop),tier!=x', fields: 'metadata.name=a' } },
    );
    await sink.untilState('live');
    expect([...api.lists, ...api.watches].map((query) => [query.get('labelSelector'), query.get('fieldSelector')])).toEqual(
      Array.from({ length: 3 }, () => ['app in (web, shop),tier!=x', 'metadata.name=a']),
    );
  });

  it('starts the list over, in one piece, when its continue token expired on the way', async () => {
    const { api, sink } = await start({
      lists: [list(page([thing('old', '1')], '7', 'token')), list(JSON.stringify(expired), 410), list(page([thing('new', '8')], '9'))],
      watches: [quiet],
    });
    await sink.untilState('live');
    expect(sink.ids()).toEqual(['new']);
    expect(api.lists.map((query) => [query.get('limit'), query.get('continue')])).toEqual([
      ['500', null],
      ['500', 'token'],
      [null, null],
    ]);
    expect(sink.reasons()).toEqual([]);
  });

  it('resumes in silence from the last bookmark when the server ends a watch in order', async () => {
    const closing = (reply: Reply) => {
      watch(event('MODIFIED', thing('a', '8')), event('BOOKMARK', { metadata: { resourceVersion: '20' } }))(reply);
      setTimeout(() => reply.end(), 20);
    };
    const { api, sink } = await start({ lists: [list(page([thing('a', '1')], '7'))], watches: [closing, watch(event('ADDED', thing('b', '21')))] });
    await sink.until(() => sink.ids().join() === 'a,b');
    expect(api.watches.map((query) => query.get('resourceVersion'))).toEqual(['7', '20']);
    expect(api.lists).toHaveLength(1);
    expect(sink.names().filter((name) => name === 'live' || name === 'broken')).toEqual(['live']);
  });

  it('never takes the version of an ERROR, and lists again without blanking after 410', async () => {
    const { api, sink } = await start({
      lists: [list(page([thing('a', '1'), thing('b', '2')], '7')), list(page([thing('b', '2')], '30'))],
      watches: [watch(event('ERROR', { ...expired, metadata: { resourceVersion: '999' } })), quiet],
    });
    await sink.until(() => sink.reasons().length > 0);
    expect(sink.ids()).toEqual(['a', 'b']);
    await sink.untilState('live');
    expect(sink.ids()).toEqual(['b']);
    expect(sink.reasons()).toEqual(['history-gone']);
    expect(sink.names()).not.toContain('drop');
    expect(api.watches.map((query) => query.get('resourceVersion'))).toEqual(['7', '30']);
  });

  it('lists at once after a 410, however long the server was away before; not again and again', async () => {
    const cut = (reply: Reply, _url: URL, request: Asked) => {
      quiet(reply);
      setTimeout(() => request.cut(), 30);
    };
    const away = (reply: Reply) => void reply.writeHead(500, JSON_TYPE).end('{}');
    const gone = watch(event('ERROR', expired));
    const { api, sink, session } = await start(
      { lists: [list(page([], '7')), list(page([], '30'))], watches: [cut, away, gone, gone, quiet] },
      { timing: { backoffBaseMs: 600_000, backoffCapMs: 600_000 } },
    );
    await sink.until(() => sink.reasons().length === 1);
    session.retry();
    await sink.until(() => sink.reasons().length === 2);
    session.retry();
    await sink.until(() => sink.reasons().length === 4);
    expect(sink.reasons().slice(1)).toEqual(['server-error', 'history-gone', 'history-gone']);
    await expect.poll(() => [api.lists.length, api.watches.length]).toEqual([2, 4]);
    session.retry();
    await sink.untilState('live');
  });

  it('is not live again between the opening of a watch and its refusal by 410', async () => {
    const cut = (reply: Reply, _url: URL, request: Asked) => {
      quiet(reply);
      setTimeout(() => request.cut(), 30);
    };
    const gone = (reply: Reply) => {
      quiet(reply);
      setTimeout(() => reply.write(event('ERROR', expired)), ETCD_LOOKS_EVERY_MS + 50);
    };
    const timing = { settleMs: TIMING.settleMs };
    const { sink } = await start({ lists: [list(page([], '7')), list(page([], '30'))], watches: [cut, gone, quiet] }, { timing });
    await sink.until(() => sink.reasons().includes('history-gone'));
    await sink.untilState('live');
    expect(sink.names().filter((name) => name !== 'put')).toEqual(['begin', 'live', 'broken', 'broken', 'begin', 'live']);
  });

  it('passes over what is older than what it told, and tells nothing twice for nothing', async () => {
    const { sink } = await start({
      lists: [list(page([thing('a', '5')], '7'))],
      watches: [
        watch(
          event('DELETED', thing('a', '3')),
          event('ADDED', thing('b', '8')),
          event('DELETED', thing('never-seen', '9')),
          event('ADDED', thing('b', '8')),
          event('ADDED', thing('c', '10')),
        ),
      ],
    });
    await sink.until(() => sink.ids().includes('c'));
    expect(sink.ids()).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['is no JSON', '{"type":\n', 'answer-malformed'],
    ['has no version', event('MODIFIED', { metadata: { name: 'x' } }), 'answer-malformed'],
    ['has a type that nobody knows', event('EXPLODED', thing('x', '8')), 'answer-malformed'],
    ['has 20 MB', `${'x'.repeat((20 << 20) + 1)}\n`, 'answer-too-large'],
  ])('says that an event was lost which %s, goes on with the others, and reads the list again', async (_, line, reason) => {
    const { api, sink } = await start(
      {
        lists: [list(page([thing('a', '1')], '7')), list(page([thing('a', '1'), thing('b', '9')], '9'))],
        watches: [watch(line, event('ADDED', thing('b', '9'))), quiet],
      },
      { timing: { lostBaseMs: 600 } },
    );
    await sink.until(() => sink.ids().includes('b'));
    expect(sink.view()).toMatchObject({ state: 'broken', failure: { detail: { reason } } });
    expect(api.lists).toHaveLength(1);
    await sink.untilState('live');
    expect(api.lists).toHaveLength(2);
  });

  it('reads the list ever more rarely while events go on getting lost', async () => {
    const { api, sink } = await start(
      { lists: [list(page([thing('a', '1')], '7'))], watches: [watch('rubbish\n')] },
      { timing: { lostBaseMs: 150, lostCapMs: 10_000 } }, // long against what a busy machine adds
    );
    await sink.until(() => sink.reasons().length >= 4);
    const gaps = sink.calls.flatMap((each) => (each.call === 'broken' ? [each.at] : [])).map((at, i, all) => at - (all[i - 1] ?? at));
    expect(gaps[3]).toBeGreaterThan((gaps[1] ?? 0) * 1.5);
    expect(api.lists.length).toBeLessThanOrEqual(5);
  });

  it('says that a line is too long before its end has come, for it may never come', async () => {
    const { api, sink } = await start({
      lists: [list(page([thing('a', '1')], '7'))],
      watches: [(reply) => void reply.writeHead(200, JSON_TYPE).write('x'.repeat((20 << 20) + 1)), quiet],
    });
    await sink.until(() => sink.reasons().includes('answer-too-large'));
    await sink.untilState('live');
    expect(api.watches).toHaveLength(2);
  });

  it('says that a list goes in a circle, instead of reading it for ever', async () => {
    const { api, sink } = await start({ lists: [list(page([thing('a', '1')], '7', 'again'))], watches: [quiet] });
    await sink.until(() => sink.reasons().includes('answer-malformed'));
    expect(api.lists.length).toBeLessThanOrEqual(6);
  });

  it('asks for smaller pages when one is too large, and says so when even the smallest is', async () => {
    const items = Array.from({ length: 500 }, (_, i) => thing(`t-${i}`, '1'));
    const bySize = (reply: Reply, url: URL) =>
      list(Number(url.searchParams.get('limit')) > 50 ? `"${'x'.repeat(65 << 20)}"` : page(items.slice(0, 3), '7'))(reply);
    const { api, sink } = await start({ lists: [bySize], watches: [quiet] });
    await sink.untilState('live');
    expect(api.lists.map((query) => query.get('limit'))).toEqual(['500', '50']);
    expect(sink.ids()).toHaveLength(3);
  });

  it('waits as long as a busy server asks, and goes on by itself', async () => {
    const busy = (reply: Reply) =>
      void reply.writeHead(429, { ...JSON_TYPE, 'retry-after': '1' }).end(JSON.stringify({ kind: 'Status', code: 429, reason: 'TooManyRequests' }));
    const { api, sink } = await start({ lists: [busy, list(page([], '7'))], watches: [quiet] });
    await sink.untilState('broken');
    const toldAt = performance.now();
    await sink.untilState('live');
    expect(performance.now() - toldAt).toBeGreaterThan(900);
    expect([api.lists.length, sink.reasons()]).toEqual([2, ['throttled']]);
  });

  it.each([
    [403, 'forbidden', 'namespace-forbidden'],
    [404, 'unsupported', undefined],
    [500, 'unreachable', 'server-error'],
  ])('says %i, and mends itself when the answer changes', async (status, code, reason) => {
    const { api, sink } = await start({
      lists: [list(JSON.stringify({ kind: 'Status', code: status }), status), list(page([thing('a', '1')], '7'))],
      watches: [quiet],
    });
    await sink.untilState('broken');
    expect(sink.view().failure).toMatchObject({ code, detail: reason ? { reason } : {} });
    await sink.untilState('live');
    expect(api.lists).toHaveLength(2);
  });

  it('does not run in circles when a server ends every watch at once', async () => {
    const { api, sink } = await start(
      { lists: [list(page([], '7'))], watches: [(reply) => void reply.writeHead(200, JSON_TYPE).end()] },
      { timing: { backoffBaseMs: 50, backoffCapMs: 10_000 } },
    );
    await sink.until(() => sink.reasons().length >= 3);
    expect(api.watches.length).toBeLessThanOrEqual(4);
    expect(new Set(sink.reasons())).toEqual(new Set(['connection-lost']));
    expect(sink.names().filter((name) => name === 'live').length).toBeLessThanOrEqual(4);
  });

  it('opens a watch again that had bookmarks and has fallen silent', async () => {
    const { api, sink } = await start(
      { lists: [list(page([], '7'))], watches: [watch(event('BOOKMARK', { metadata: { resourceVersion: '9' } })), watch(event('ADDED', thing('a', '10')))] },
      { timing: { bookmarkSilenceMs: 100 } },
    );
    await sink.until(() => sink.ids().includes('a'));
    expect(api.watches.map((query) => query.get('resourceVersion'))).toEqual(['7', '9']);
    expect(sink.reasons()).toEqual([]);
  });

  it('lists again when the kubeconfig leads elsewhere, and says meanwhile that it does not know', async () => {
    const { sink, change } = await start({ lists: [list(page([thing('a', '1')], '7'))], watches: [quiet] });
    const other = await startLocalServer({ handler: new FakeApi({ lists: [list(page([thing('z', '1')], '2'))], watches: [quiet] }).handle });
    ends.push(() => other.stop());
    await sink.untilState('live');
    change(accessTo({ server: other.url, tls: { ca: other.ca }, version: '2' }));
    expect(sink.view().state).toBe('broken');
    await sink.untilState('live');
    expect(sink.ids()).toEqual(['z']);
  });

  it('tries at once when asked, however long it would have waited', async () => {
    const { sink, session } = await start(
      { lists: [list('{}', 500), list(page([], '7'))], watches: [quiet] },
      { timing: { backoffBaseMs: 600_000, backoffCapMs: 600_000 } },
    );
    await sink.untilState('broken');
    session.retry();
    await sink.untilState('live');
  });

  it('watches each namespace by itself', async () => {
    const byNamespace = (reply: Reply, url: URL) =>
      list(
        url.pathname.includes('/namespaces/closed/') ? JSON.stringify({ kind: 'Status', code: 403 }) : page([thing('a', '1')], '7'),
        url.pathname.includes('/closed/') ? 403 : 200,
      )(reply);
    const { sink } = await start(
      { lists: [byNamespace], watches: [quiet] },
      { namespaces: ['open', 'closed', 'open'], timing: { slowBaseMs: 60_000, slowCapMs: 60_000 } },
    );
    await sink.untilState('live', 10_000, 'open');
    await sink.untilState('broken', 10_000, 'closed');
    expect(sink.names().filter((name) => name === 'begin')).toHaveLength(2);
    expect(sink.view('closed').failure?.detail.values).toMatchObject({ namespace: 'closed', resource: 'things' });
  });

  it('says nothing more once it was ended, whatever was under way', async () => {
    const { api, sink, abort } = await start({ lists: [list(page([thing('a', '1')], '7'))], watches: [watch(event('ADDED', thing('b', '8')))] });
    await sink.untilState('live');
    const told = sink.calls.length;
    abort.abort();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(sink.calls.length).toBe(told);
    expect(api.watches).toHaveLength(1);
  });

  it('leaves out an object without a name, and says so', async () => {
    const { sink } = await start({ lists: [list(page([{}, thing('a', '1')], '7'))], watches: [quiet] });
    await sink.untilState('live');
    expect(sink.ids()).toEqual(['a']);
    expect(sink.names().filter((name) => name === 'trouble')).toHaveLength(1);
  });
});
