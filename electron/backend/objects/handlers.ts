import type { objectsApi } from '../../../shared/api/objects';
import type { Handlers } from '../../../shared/api/verb';
import { failureOf } from '../../../shared/models/failure';
import type { Bucket, ObjectStoreSecret, ObjectStoreSettings } from '../../../shared/models/object-store';
import type { Stores } from '../connections/stores';
import type { Session } from '../connectors/contract';
import type { Log } from '../lib/log';
import { nodeSignal } from './node-signal';
import type { Objects } from './objects';

export type HandlersParts = {
  readonly objects: Objects;
  readonly stores: Stores;
  /** A session that is nobody's connection. */
  readonly openStore: (settings: ObjectStoreSettings, secret: ObjectStoreSecret) => Session;
  readonly log: Log;
};

export function objectsHandlers({ objects, stores, openStore, log }: HandlersParts): Handlers<typeof objectsApi> {
  return {
    'objects.connect': ({ name, settings, secret }) => ({ id: stores.connect(name, settings, secret) }),
    'objects.settings': ({ connection }) => ({ settings: stores.stored(connection).settings, ...stores.shown(connection) }),
    'objects.change': ({ connection, settings, secret }) => {
      stores.change(connection, settings, secret);
      return {};
    },
    'objects.test': ({ connection, settings, secret }, feed) => {
      const abort = new AbortController();
      const walk = async () => {
        const session = openStore(settings, stores.merged(connection, settings, secret));
        try {
          for await (const step of session.test(abort.signal)) feed.push(step);
        } finally {
          session.close();
        }
      };
      walk().catch((error: unknown) => {
        if (abort.signal.aborted) return;
        const why = failureOf(error);
        if (why.code === 'bug') log.error('the test of an object store failed in a way that was not foreseen', { text: why.detail.text });
        feed.push({ step: 'credentials', state: 'failed', found: null, failure: why, tookMs: null });
      });
      return () => abort.abort();
    },
    'objects.buckets': async ({ connection, after }, call) => {
      const { buckets: said } = stores.stored(connection).settings;
      try {
        const page = await objects.ask(connection, (blobs, session) => blobs.buckets(session, after, nodeSignal(call.signal)));
        return { buckets: withSaid(page.buckets, after === null ? said : []), after: page.after };
      } catch (error) {
        // A store that lists none may still let those be read that somebody knows of.
        if (failureOf(error).code === 'forbidden' && said.length > 0) return { buckets: withSaid([], said), after: null };
        throw error;
      }
    },
    'objects.list': async ({ connection, ...at }, call) => {
      const { prefixes, objects: listed, after } = await objects.ask(connection, (blobs, session) => blobs.list(session, at, nodeSignal(call.signal)));
      return { prefixes: [...prefixes], objects: [...listed], after };
    },
    'objects.versions': async ({ connection, ...of }, call) => {
      const { versions, after } = await objects.ask(connection, (blobs, session) => blobs.versions(session, of, nodeSignal(call.signal)));
      return { versions: [...versions], after };
    },
    'objects.facts': async ({ connection, object }, call) => ({
      facts: await objects.ask(connection, (blobs, session) => blobs.facts(session, object, nodeSignal(call.signal))),
    }),
    'objects.preview': async ({ connection, object, etag }, call) => ({ preview: await objects.preview(connection, object, etag, nodeSignal(call.signal)) }),
  };
}

function withSaid(listed: readonly Bucket[], said: readonly string[]): Bucket[] {
  const there = new Set(listed.map(({ name }) => name));
  return [...listed, ...said.filter((name) => !there.has(name)).map((name): Bucket => ({ name, createdAt: null, said: true }))];
}
