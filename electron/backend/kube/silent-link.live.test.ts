import { afterEach, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../../../e2e/peers/fault-proxy';
import { accessTo, changingSource, startLocalServer } from '../../../e2e/peers/local-server';
import { RecordingSink } from '../../../e2e/peers/recording-sink';
import { SILENT } from '../lib/log';
import { KubeSession } from './session';
import { WakeWatch } from './wake';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A server that speaks as little HTTP as asked, behind a network that breaks. No API server can be told to refuse HTTP/2. */
async function watchOverHttp1() {
  const server = await startLocalServer({
    onlyHttp1: true,
    handler(_request, reply, url) {
      reply.writeHead(200, { 'content-type': 'application/json' });
      if (url.searchParams.has('watch')) return reply.write('\n');
      reply.end(JSON.stringify({ gitVersion: 'v1', metadata: { resourceVersion: '1' }, items: [] }));
    },
  });
  const proxy: FaultProxy = await startFaultProxy(Number(server.url.port));
  const { source } = changingSource(accessTo({ server: new URL(`https://127.0.0.1:${proxy.port}`), tls: { ca: server.ca } }));
  const session = new KubeSession({ source, wake: new WakeWatch(), log: SILENT, fallback: source.access().target });
  ends.push(
    () => server.stop(),
    () => proxy.stop(),
    () => session.close(),
  );
  const sink = new RecordingSink();
  session.watch({ resource: { group: '', version: 'v1', resource: 'things' }, namespaces: null, map: () => null }, sink, new AbortController().signal);
  await sink.untilState('live');
  return { proxy, session, sink };
}

describe('a watch over HTTP/1.1', () => {
  it.each(['stall', 'half'] as const)('is told dead within 15 s when nothing comes any more (%s), and lives again', async (fault) => {
    const { proxy, session, sink } = await watchOverHttp1();
    if (fault === 'half') proxy.half('to-client');
    else proxy.stall();
    const startedAt = performance.now();
    await sink.untilState('broken', 15_000);
    process.stdout.write(`[measured] HTTP/1.1 ${fault} noticed: ${Math.round(performance.now() - startedAt)} ms\n`);
    expect(sink.view().failure).toMatchObject({ detail: { reason: 'connection-stalled' } });
    await proxy.heal();
    session.retry();
    await sink.untilState('live');
  });

  it('is left alone for as long as the server answers', async () => {
    const { sink } = await watchOverHttp1();
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    expect(sink.names()).toEqual(['begin', 'live']);
  });
});
