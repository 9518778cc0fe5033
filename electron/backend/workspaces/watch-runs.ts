import type { Log } from '../lib/log';
import type { EngineLink } from './engine-link';
import type { Supervised } from './supervised';
import type { Workspaces } from './workspaces';

export type Training = { readonly active: number; readonly keep: boolean };

/** Tells what trains in the open workspace, where its engine is ours, when that changes: it is what leaving the app would end. */
export function watchRuns(workspaces: Workspaces, tell: (training: Training) => void, log: Log): () => void {
  let last: Training = { active: 0, keep: false };
  let followed: Supervised | null = null;
  let unfollow: (() => void) | undefined;
  let asked: EngineLink | undefined;

  const say = (now: Training) => {
    if (now.active === last.active && now.keep === last.keep) return;
    last = now;
    tell(now);
  };
  const ask = async (link: EngineLink) => {
    try {
      const [{ activeRuns }, { keepRunsOnQuit }] = await Promise.all([link.request('engine.facts', {}), link.request('engine.settings', {})]);
      if (link === asked) say({ active: activeRuns, keep: keepRunsOnQuit });
    } catch (error) {
      log.warn('what trains could not be asked for', { text: String(error) }); // asked again at the next change
    }
  };
  const follow = (supervised: Supervised) =>
    supervised.follow((link) => {
      asked = link ?? undefined;
      if (!link || supervised.state.attached) return say({ active: 0, keep: false });
      void ask(link);
      link.watch(
        'changes.watch',
        { connection: supervised.state.connection },
        {
          event(_, ack) {
            ack();
            void ask(link);
          },
          failed: () => undefined, // the link is gone: the next one comes by `follow`
        },
      );
    });
  const look = () => {
    if (workspaces.current === followed) return;
    unfollow?.();
    followed = workspaces.current;
    unfollow = followed ? follow(followed) : undefined;
    if (!followed) say({ active: 0, keep: false });
  };
  look();
  const stop = workspaces.listen(look);
  return () => {
    stop();
    unfollow?.();
  };
}
