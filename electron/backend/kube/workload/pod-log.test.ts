import { afterEach, describe, expect, it } from 'vitest';
import { accessTo, type Asked, changingSource, type Reply, startLocalServer } from '../../../../e2e/peers/local-server';
import { SILENT } from '../../lib/log';
import { KubeSession } from '../session';
import { WakeWatch } from '../wake';
import { LINE_MAX, LogLines } from './log-lines';
import { LogOverlap } from './log-overlap';
import { followLog, type LogTold } from './pod-log';

const SOON = { timeout: 10_000 };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const read = (...chunks: (string | Buffer)[]) => {
  const lines = new LogLines();
  const all = chunks.flatMap((chunk) => [...lines.push(Buffer.from(chunk))]);
  return { all, rest: lines.rest() };
};
const second = (s: number, fraction = '') => `2026-03-01T10:00:${String(s).padStart(2, '0')}${fraction}Z`;
const line = (stamp: string, text: string) => ({ stamp, at: Date.parse(stamp), text });

describe('lines of a log', () => {
  it('keep characters whole that are split between chunks, and blank lines', () => {
    const bytes = Buffer.from(`${second(1)} سلام 🎉\r\n${second(2)} \n${second(3, '.000000009')} half`);
    const { all, rest } = read(...Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)));
    expect(all).toEqual([line(second(1), 'سلام 🎉'), line(second(2), '')]);
    expect(rest).toEqual({ stamp: second(3, '.000000009'), at: Date.parse(second(3)), text: 'half' });
  });

  it('are bounded, say so, and pass escapes and control characters on as text', () => {
    const long = `${second(1)} ${'é'.repeat(100_000)}\n`;
    const [cut] = read(long).all;
    expect(cut?.text.length).toBeLessThan(LINE_MAX);
    expect(cut?.text).toMatch(/^é+ … \+\d+ bytes$/);
    expect(read(`${second(1)} \u001b[31mred\u001b[0m \u202Eright\u0000\n`).all[0]?.text).toBe('\u001b[31mred\u001b[0m \u202Eright\u0000');
  });

  it('of a runtime that writes no time are told as they are', () => expect(read('no time\n').all).toEqual([{ stamp: null, at: null, text: 'no time' }]));
});

describe('after a broken link', () => {
  const seen = () => {
    const overlap = new LogOverlap();
    for (const each of [line(second(1), 'a'), line(second(2, '.5'), 'b'), line(second(2, '.5'), 'b'), line(second(2, '.4'), 'late')]) overlap.take(each);
    overlap.reopen();
    return overlap;
  };

  it('each line is let through once, also twins and those out of order', () => {
    const overlap = seen();
    expect(overlap.since).toBe(second(2));
    const again = [line(second(2, '.5'), 'b'), line(second(2, '.5'), 'b'), line(second(2, '.3'), 'from the other stream'), line(second(2, '.4'), 'late')];
    expect([...again, line(second(2, '.5'), 'b'), line(second(3), 'c')].map((each) => overlap.take(each))).toEqual([
      { isNew: false, gap: false },
      { isNew: false, gap: false },
      { isNew: true, gap: false },
      { isNew: false, gap: false },
      { isNew: true, gap: false },
      { isNew: true, gap: false },
    ]);
  });

  it('a gap is told where what came last is not there any more, once', () => {
    const overlap = seen();
    expect([line(second(9), 'x'), line(second(9), 'y')].map((each) => overlap.take(each).gap)).toEqual([true, false]);
  });
});

type Answer = (reply: Reply, url: URL) => void;
/** Each opening of the log is answered by the next of the script; the last one answers all that follow. */
async function follow(script: Answer[], options: { previous?: boolean; runs?: () => number | null } = {}) {
  const asked: URLSearchParams[] = [];
  const runs = options.runs ?? (() => 0);
  const server = await startLocalServer({
    handler: (_request: Asked, reply: Reply, url: URL) => {
      if (!url.pathname.endsWith('/log')) {
        const restartCount = runs();
        const state = restartCount === null ? { terminated: { exitCode: 1 } } : { running: {} };
        reply.writeHead(200, { 'content-type': 'application/json' });
        return reply.end(JSON.stringify({ metadata: { uid: 'u' }, status: { containerStatuses: [{ name: 'main', restartCount: restartCount ?? 0, state }] } }));
      }
      asked.push(url.searchParams);
      script[Math.min(asked.length, script.length) - 1]?.(reply, url);
    },
  });
  const { source } = changingSource(accessTo({ server: server.url, tls: { ca: server.ca } }));
  const session = new KubeSession({ source, wake: new WakeWatch(), log: SILENT, fallback: source.access().target });
  const abort = new AbortController();
  ends.push(
    () => server.stop(),
    () => session.close(),
    () => abort.abort(),
  );
  const told: LogTold[] = [];
  followLog(
    session,
    { namespace: 'prod', pod: 'web-1', container: 'main', previous: options.previous ?? false, tail: 100 },
    (news) => void told.push(news),
    abort.signal,
  );
  const texts = () => told.flatMap(({ lines }) => lines.map(({ text }) => text));
  const states = () => told.map(({ state }) => state).filter((state, index, all) => state !== all[index - 1]);
  return { asked, told, texts, states, abort, server };
}
const plain = { 'content-type': 'text/plain' };
const open =
  (...lines: string[]): Answer =>
  (reply) => {
    reply.writeHead(200, plain);
    for (const each of lines) reply.write(`${each}\n`);
  };
const closing =
  (...lines: string[]): Answer =>
  (reply) => {
    reply.writeHead(200, plain);
    reply.end(lines.map((each) => `${each}\n`).join(''));
  };
const refuse =
  (code: number, message: string): Answer =>
  (reply) =>
    void reply.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify({ kind: 'Status', code, message }));

describe('following a log', () => {
  it('asks for the last lines with their times, and tells them with what comes', async () => {
    const { asked, told, texts } = await follow([open(`${second(1)} one`, `${second(2)} two`)]);
    await expect.poll(texts, SOON).toEqual(['one', 'two']);
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({ container: 'main', timestamps: 'true', follow: 'true', tailLines: '100' });
    expect(told.at(-1)).toMatchObject({ state: 'following', gap: false, failure: null });
  });

  it('goes on where it was after the stream broke, without a line lost or told twice', async () => {
    const { asked, texts, states } = await follow([closing(`${second(1)} one`, `${second(2)} two`), open(`${second(2)} two`, `${second(2)} more`)]);
    await expect.poll(texts, SOON).toEqual(['one', 'two', 'more']);
    expect([asked[1]?.get('sinceTime'), asked[1]?.get('tailLines')]).toEqual([second(2), null]);
    expect(states()).toEqual(['opening', 'following', 'reconnecting', 'following']);
  });

  it('ends when its container has ended, or runs anew', async () => {
    let run: number | null = 0;
    const ended = await follow(
      [
        (reply, url) => {
          run = null;
          closing(`${second(1)} last words`)(reply, url);
        },
      ],
      { runs: () => run },
    );
    await expect.poll(ended.states, SOON).toEqual(['opening', 'following', 'ended']);
    expect(ended.texts()).toEqual(['last words']);
    let count = 3;
    const anew = await follow(
      [
        (reply, url) => {
          count = 4;
          closing()(reply, url);
        },
      ],
      { runs: () => count },
    );
    await expect.poll(anew.states, SOON).toEqual(['opening', 'following', 'ended']);
    expect(anew.asked).toHaveLength(1);
  });

  it('reads the container before its last restart to its end', async () => {
    const { asked, texts, states } = await follow([closing(`${second(1)} panic`)], { previous: true });
    await expect.poll(states, SOON).toEqual(['opening', 'following', 'ended']);
    expect(texts()).toEqual(['panic']);
    expect([asked[0]?.get('previous'), asked[0]?.get('follow')]).toEqual(['true', null]);
  });

  it('waits for a container that has not started, and says why', async () => {
    const waiting = 'container "main" in pod "web-1" is waiting to start: ContainerCreating';
    const { told, texts } = await follow([refuse(400, waiting), open(`${second(1)} up`)]);
    await expect.poll(texts, SOON).toEqual(['up']);
    expect(told.map(({ state, failure }) => [state, failure])).toContainEqual(['opening', waiting]);
  });

  it.each([
    [403, 'pods "web-1" is forbidden: User "x" cannot get resource "pods/log"'],
    [400, 'container side is not valid for pod web-1'],
    [400, 'previous terminated container "main" in pod "web-1" not found'],
    [404, 'pods "web-1" not found'],
  ])('fails for good with %i %s', async (code, message) => {
    const { told, asked } = await follow([refuse(code, message)]);
    await expect.poll(() => told.at(-1), SOON).toMatchObject({ state: 'failed', failure: message });
    expect(asked).toHaveLength(1);
  });

  it('survives a link that breaks in the middle of a line, and a server that is away for a moment', async () => {
    const half: Answer = (reply) => {
      open(`${second(1)} one`)(reply, new URL('x:'));
      reply.write(`${second(2)} tw`);
    };
    const { server, told, texts, states } = await follow([half, refuse(503, 'no kubelet'), open(`${second(1)} one`, `${second(2)} two`)]);
    await expect.poll(texts, SOON).toEqual(['one']);
    for (const session of server.sessions) session.destroy();
    await expect.poll(texts, SOON).toEqual(['one', 'two']);
    expect(states()).toEqual(['opening', 'following', 'reconnecting', 'following']);
    expect(told.map(({ failure }) => failure)).toContain('no kubelet');
    expect(told.some(({ gap }) => gap)).toBe(false);
  });

  it('tells nothing and asks nothing after it was stopped', async () => {
    const { abort, told, texts } = await follow([open(`${second(1)} one`)]);
    await expect.poll(texts, SOON).toEqual(['one']);
    const before = told.length;
    abort.abort();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told).toHaveLength(before);
  });
});
