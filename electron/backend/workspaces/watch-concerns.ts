import type { z } from 'zod';
import { concernsApi } from '../../../shared/api/concerns';
import { runsApi } from '../../../shared/api/runs';
import type { WorkspaceConcern } from '../../../shared/models/workspace-concern';
import type { EngineLink } from './engine-link';
import type { Supervised } from './supervised';
import type { Workspaces } from './workspaces';

const VERBS = { 'concerns.watch': concernsApi['concerns.watch'], 'runs.concerns': runsApi['runs.concerns'] } as const;
type Verb = keyof typeof VERBS;

/** What the open workspace waits for a person with. While its engine is away it is what was told last. */
export interface OpenConcerns {
  /** Null: no workspace is open. */
  list(): { readonly connection: string; readonly concerns: readonly WorkspaceConcern[] } | null;
  listen(listener: () => void): () => void;
  close(): void;
}

export function watchConcerns(workspaces: Workspaces): OpenConcerns {
  const listeners = new Set<() => void>();
  const told = new Map<Verb, readonly WorkspaceConcern[]>();
  let followed: Supervised | null = null;
  let unfollow: (() => void) | undefined;

  const say = () => {
    for (const listener of listeners) listener();
  };
  const watchOne = (verb: Verb, link: EngineLink, connection: string) => {
    const event: z.ZodType<{ concerns: readonly WorkspaceConcern[] }> = VERBS[verb].event;
    return link.watch(
      verb,
      { connection },
      {
        event(raw, ack) {
          ack();
          told.set(verb, event.parse(raw).concerns);
          say();
        },
        failed: () => undefined, // the link is gone: the next one comes by `follow`, and is told all of it
      },
    );
  };
  const follow = (supervised: Supervised) =>
    supervised.follow((link) => {
      if (!link) return;
      for (const verb of ['concerns.watch', 'runs.concerns'] as const) watchOne(verb, link, supervised.state.connection);
    });
  const look = () => {
    if (workspaces.current === followed) return;
    unfollow?.();
    told.clear();
    followed = workspaces.current;
    unfollow = followed ? follow(followed) : undefined;
    say();
  };
  look();
  const stop = workspaces.listen(look);
  return {
    list: () => (followed ? { connection: followed.state.connection, concerns: [...told.values()].flat() } : null),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      stop();
      unfollow?.();
      listeners.clear();
    },
  };
}
