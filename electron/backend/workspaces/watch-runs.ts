import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../lib/log';
import type { EngineLink } from './engine-link';
import type { Supervised } from './supervised';
import type { Workspaces } from './workspaces';

export type Training = {
  readonly active: number;
  readonly keep: boolean;
  /** Services that are up, those that are asked, and whether they are served on when the app is left. */
  readonly services: readonly string[];
  readonly asked: readonly string[];
  readonly keepServing: boolean;
};
const NONE: Training = { active: 0, keep: false, services: [], asked: [], keepServing: false };
/** Nobody tells that a service is asked: it is looked for. */
const LOOK_MS = 10_000;

/** Tells what trains and what is served in the open workspace, where its engine is ours, when that changes: it is what leaving the app would end. */
export function watchRuns(workspaces: Workspaces, tell: (training: Training) => void, log: Log): () => void {
  let last = NONE;
  let followed: Supervised | null = null;
  let unfollow: (() => void) | undefined;
  let asked: EngineLink | undefined;

  const say = (now: Training) => {
    if (isDeepStrictEqual(now, last)) return;
    last = now;
    tell(now);
  };
  const ask = async (link: EngineLink) => {
    try {
      const [{ activeRuns, services }, { keepRunsOnQuit, keepServingOnQuit }] = await Promise.all([
        link.request('engine.facts', {}),
        link.request('engine.settings', {}),
      ]);
      const names = (all: typeof services) => all.map(({ name }) => name);
      const served = { services: names(services), asked: names(services.filter(({ isAsked }) => isAsked)), keepServing: keepServingOnQuit };
      if (link === asked) say({ active: activeRuns, keep: keepRunsOnQuit, ...served });
    } catch (error) {
      log.warn('what trains could not be asked for', { text: String(error) }); // asked again at the next change
    }
  };
  const follow = (supervised: Supervised) =>
    supervised.follow((link) => {
      asked = link ?? undefined;
      if (!link || supervised.state.attached) return say(NONE);
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
    if (!followed) say(NONE);
  };
  look();
  const stop = workspaces.listen(look);
  const again = setInterval(() => asked && last.services.length > 0 && void ask(asked), LOOK_MS);
  again.unref();
  return () => {
    clearInterval(again);
    stop();
    unfollow?.();
  };
}
