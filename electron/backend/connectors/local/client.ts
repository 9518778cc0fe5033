import { changesApi } from '../../../../shared/api/changes';
import type { Entity } from '../../../../shared/models/entity';
import type { Integrity, Model } from '../../../../shared/models/model';
import { AppError, failureOf } from '../../../../shared/models/failure';
import type { EngineLink } from '../../workspaces/engine-link';
import type { WorkspaceSession } from '../../workspaces/workspace-session';
import type { Sink } from '../contract';

/** One model with its aliases and their history; null where there is none of that name. @throws AppError */
export async function readModel(session: WorkspaceSession, connection: string, model: string, signal: AbortSignal): Promise<Model | null> {
  try {
    return await session.link().request('models.get', { connection, model }, signal);
  } catch (error) {
    if (failureOf(error).detail.reason === 'model-unknown') return null;
    throw error;
  }
}

/** Reads every byte of a version again. @throws AppError */
export const verifyVersion = (session: WorkspaceSession, connection: string, model: string, version: number, signal: AbortSignal): Promise<Integrity> =>
  session.link().request('models.verify', { connection, model, version }, signal);

export type AliasWrite = { readonly model: string; readonly alias: string; readonly expected: number | null; readonly version: number | null };
export type Mover = { readonly by: string; readonly why: string; readonly entry: number; readonly ledger: string | null };

/** @throws AppError: `conflict` where the alias stands elsewhere than expected, `denied` on bytes that changed */
export const moveAlias = (session: WorkspaceSession, write: AliasWrite, mover: Mover, signal: AbortSignal): Promise<{ readonly at: number }> =>
  session.link().request('engine.setAlias', { ...write, ...mover }, signal);

const Event = changesApi['changes.watch'].event;
type Topic = ReturnType<typeof Event.parse>['topics'][number]['topic'];

/** What is followed: entities as they are now, and the topic with which they change. */
export type Followed = { readonly topic: Topic; readonly list: (link: EngineLink, connection: string, signal: AbortSignal) => Promise<readonly Entity[]> };

/** The entities of one engine, whole with each change, as long as it lives. @returns how to stop */
export function follow(link: EngineLink, connection: string, sink: Sink, { topic, list: listed }: Followed): () => void {
  const abort = new AbortController();
  let listing = false;
  let again = false;
  const broken = (error: unknown) => {
    if (!abort.signal.aborted) sink.broken('', failureOf(error), null);
  };
  const list = async () => {
    again = listing;
    if (listing) return;
    listing = true;
    try {
      do {
        again = false;
        const found = await listed(link, connection, abort.signal);
        sink.begin('');
        sink.put('', found);
        sink.live('');
      } while (again);
    } catch (error) {
      broken(error);
    } finally {
      listing = false;
    }
  };
  const stop = link.watch(
    'changes.watch',
    { connection },
    {
      event(event, ack) {
        ack();
        if (Event.parse(event).topics.some((each) => each.topic === topic)) void list();
      },
      failed: (reason) => broken(new AppError(reason)),
    },
  );
  void list();
  return () => {
    abort.abort();
    stop();
  };
}
