import { workspaceApi } from '../../../shared/api/engine';
import type { workspacesApi } from '../../../shared/api/workspaces';
import type { AbortSignalLike, Feed, Handlers, Stop } from '../../../shared/api/verb';
import { AppError, failure } from '../../../shared/models/failure';
import type { EngineLink } from './engine-link';
import type { PickedFiles } from './picked-files';
import type { Workspaces } from './workspaces';

type OnWorkspace = typeof workspaceApi;
type Verb = keyof OnWorkspace;

/** Gives a secret to the user who asked for it, past whoever asked in their name. */
export type HandOver = (secret: string) => void;

export function workspacesHandlers(workspaces: Workspaces, picked: PickedFiles, handOver: HandOver | null): Handlers<typeof workspacesApi> {
  const nothing = async (work: Promise<void>) => {
    await work;
    return {};
  };
  const pathOf = (file: string) => {
    const path = picked.take(file, 'read');
    if (path === null) throw new AppError(failure('not-found')); // picked while another backend was there
    return path;
  };
  return {
    'workspaces.watch': (_, feed) => {
      const send = () => {
        if (!feed.congested) feed.push(workspaces.state);
      };
      feed.onDrain(send);
      send();
      return workspaces.listen(send);
    },
    'workspaces.open': ({ id }) => nothing(workspaces.openKnown(id)),
    'workspaces.openSample': () => nothing(workspaces.openSample()),
    'workspaces.close': ({ stopRuns }) => nothing(workspaces.close(stopRuns)),
    'workspaces.forget': ({ id }) => {
      workspaces.forget(id);
      return {};
    },
    'workspaces.usage': (_, { signal }) => workspaces.need().link().request('engine.usage', {}, signal),
    async 'workspaces.importEvents'({ connection, file }, { signal }) {
      const link = workspaces.of(connection).link();
      return link.request('engine.importEvents', { path: pathOf(file) }, signal);
    },
    async 'workspaces.bringCertificate'({ connection, certificate, key }, { signal }) {
      const link = workspaces.of(connection).link();
      return link.request('engine.bringCertificate', { certificate: pathOf(certificate), key: pathOf(key) }, signal);
    },
    async 'workspaces.takeAddressToken'({ connection }, { signal }) {
      if (!handOver) throw new AppError(failure('unsupported')); // it would be taken, and lost
      const { token } = await workspaces.of(connection).link().request('engine.takeAddressToken', {}, signal);
      handOver(token);
      return {};
    },
    async 'workspaces.saveEvidence'({ connection, n, evidence, file }, { signal }) {
      const link = workspaces.of(connection).link();
      const path = picked.take(file, 'write');
      if (path === null) throw new AppError(failure('not-found'));
      return link.request('engine.saveEvidence', { n, evidence, path }, signal);
    },
    'workspaces.settings': (_, { signal }) => workspaces.need().link().request('engine.settings', {}, signal),
    'workspaces.change': (patch, { signal }) => workspaces.need().link().request('engine.change', patch, signal),
    async 'workspaces.removeWritten'({ part }, { signal }) {
      const freed = await workspaces.need().link().request('engine.removeWritten', { part }, signal);
      if (part === 'all') workspaces.gone();
      return freed;
    },
  };
}

/** Hands every verb of a workspace on to its engine. A watch outlives the engine: it is opened again at the next one, and begins anew. */
export function forwarding(workspaces: Workspaces): Handlers<OnWorkspace> {
  const ask =
    (verb: Verb) =>
    (input: { readonly connection: string }, { signal }: { readonly signal: AbortSignalLike }) =>
      workspaces
        .of(input.connection)
        .link()
        .ask(verb as Parameters<EngineLink['ask']>[0], input, signal);
  const watch =
    (verb: Verb) =>
    (input: { readonly connection: string }, feed: Feed<unknown>): Stop => {
      // What the window has not taken in yet is not taken from the engine either.
      let held: (() => void)[] = [];
      feed.onDrain(() => {
        for (const ack of held.splice(0)) ack();
      });
      let stop: Stop | undefined;
      const unfollow = workspaces.of(input.connection).follow((link) => {
        held = [];
        stop = link?.watch(verb as Parameters<EngineLink['watch']>[0], input, {
          event(event, ack) {
            feed.push(event);
            if (feed.congested) held.push(ack);
            else ack();
          },
          failed(reason) {
            if (reason.detail.reason !== 'engine-lost') feed.end?.(reason);
          },
        });
        if (!link) feed.end?.(failure('not-found', { reason: 'workspace-other' }, input.connection));
      });
      return () => {
        unfollow();
        stop?.();
      };
    };
  const entries = Object.entries(workspaceApi).map(([verb, { kind }]) => [verb, kind === 'request' ? ask(verb as Verb) : watch(verb as Verb)]);
  // What goes in and out of each is parsed by its own schema, at the engine, at its link, and where the window is served.
  return Object.fromEntries(entries) as Handlers<OnWorkspace>;
}
