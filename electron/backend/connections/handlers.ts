import type { Handlers } from '../../../shared/api/verb';
import type { EventOf } from '../../../shared/api/api';
import type { connectionsApi } from '../../../shared/api/connections';
import { AppError, failure, failureOf } from '../../../shared/models/failure';
import type { Session, System } from '../connectors/contract';
import type { Discovered, Discovery } from '../lib/discovery';
import type { Log } from '../lib/log';
import { tellNewest } from '../lib/tell-newest';
import type { Connections } from './connections';

/** Changes that come together are told together. */
const GATHER_MS = 50;

/** All that a window needs to name where rows come from, and how far they can be believed. */
export const watchConnections = (connections: Connections): Handlers<Pick<typeof connectionsApi, 'connections.watch'>> => ({
  'connections.watch': (_, feed) =>
    tellNewest(feed, {
      read: () => ({ connections: connections.list() }),
      listen: (onChange) => connections.listen(onChange),
      gatherMs: GATHER_MS,
    }),
});

export function connectionsHandlers(connections: Connections, system: System, log: Log): Handlers<typeof connectionsApi> {
  /** Finds a candidate by its id, the only thing that the page may say of it. */
  const find = (ids: readonly string[]): Promise<Discovered[]> =>
    new Promise((resolve, reject) => {
      let stop: (() => void) | undefined;
      let done = false;
      stop = connections.discover(({ found }) => {
        if (done) return;
        done = true;
        stop?.();
        const picked = ids.map((id) => found.find((item) => item.id === id));
        const missing = picked.indexOf(undefined);
        if (missing >= 0) reject(new AppError(failure('not-found', { reason: 'context-unknown', values: { context: ids[missing] ?? '' } })));
        else resolve(picked.filter((item) => item !== undefined));
      });
      if (done) stop();
    });

  return {
    ...watchConnections(connections),
    'connections.candidates': (_, feed) => {
      let discovery: Discovery | undefined;
      return tellNewest(feed, {
        read: () => candidatesOf(connections, discovery),
        // A place that has become a connection meanwhile is no candidate any more, though no file has changed.
        listen: (onChange) => {
          const stops = [
            connections.listen(onChange),
            connections.discover((newest) => {
              discovery = newest;
              onChange();
            }),
          ];
          return () => stops.forEach((stop) => stop());
        },
        gatherMs: GATHER_MS,
      });
    },
    'connections.add': async ({ candidates }) => ({ ids: connections.add(await find(candidates)) }),
    'connections.update': ({ id, options }) => ({ connection: connections.update(id, options) }),
    'connections.remove': ({ id }) => {
      connections.remove(id);
      return {};
    },
    'connections.retry': ({ id }) => {
      connections.get(id).tryNow();
      return {};
    },
    'connections.test': ({ subject }, feed) => {
      const abort = new AbortController();
      const run = async (session: Session) => {
        for await (const step of session.test(abort.signal)) feed.push(step);
      };
      const whole = async () => {
        if (subject.kind === 'connection') return run(connections.get(subject.id).session());
        const [candidate] = await find([subject.id]);
        if (!candidate) return;
        const session = system.open(candidate.ref);
        try {
          await run(session);
        } finally {
          session.close();
        }
      };
      whole().catch((error: unknown) => {
        if (abort.signal.aborted) return;
        const reason = failureOf(error);
        if (reason.code === 'bug') log.error('a connection test failed in a way that was not foreseen', { text: reason.detail.text });
        feed.push({ step: 'kubeconfig', state: 'failed', found: null, failure: reason, tookMs: null });
      });
      return () => abort.abort();
    },
    'connections.rights': async ({ id, namespace }, { signal }) => {
      const abort = new AbortController();
      signal.addEventListener('abort', () => abort.abort(), { once: true });
      return { rights: [...(await connections.get(id).session().rights(namespace, abort.signal))] };
    },
  };
}

function candidatesOf(connections: Connections, discovery: Discovery | undefined): EventOf<'connections.candidates'> {
  return {
    candidates: (discovery?.found ?? []).map((item) => ({
      id: item.id,
      target: item.target,
      namespace: item.namespace,
      current: item.current,
      connection: connections.idOf(item),
      failure: item.failure,
    })),
    sources: [...(discovery?.sources ?? [])],
  };
}
