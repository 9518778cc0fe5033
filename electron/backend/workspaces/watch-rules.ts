import { changesApi } from '../../../shared/api/changes';
import type { RuleAct } from '../../../shared/models/service';
import type { Log } from '../lib/log';
import type { EngineLink } from './engine-link';
import type { Supervised } from './supervised';
import type { Workspaces } from './workspaces';

const Event = changesApi['changes.watch'].event;

export type RuleRecorder = (connection: string, act: RuleAct) => { readonly entry: number; readonly ledger: string | null };

/** Has what rules of the open workspace did by themselves put on record, once each. @returns how to end that */
export function watchRules(workspaces: Workspaces, record: RuleRecorder, log: Log): () => void {
  let followed: Supervised | null = null;
  let unfollow: (() => void) | undefined;
  let unwatch: (() => void) | undefined;
  const recordNew = async (link: EngineLink, connection: string) => {
    try {
      const { acts } = await link.request('engine.ruleActs', {});
      for (const act of acts) await link.request('engine.ruleRecorded', { n: act.n, ...record(connection, act) });
    } catch (error) {
      log.warn('acts of rules are not on record yet', { text: String(error) }); // they are handed out again
    }
  };
  const follow = (supervised: Supervised) =>
    supervised.follow((link) => {
      unwatch?.();
      const { connection } = supervised.state;
      unwatch = link?.watch(
        'changes.watch',
        { connection },
        {
          event(event, ack) {
            ack();
            if (Event.parse(event).topics.some(({ topic }) => topic === 'services')) void recordNew(link, connection);
          },
          failed: () => undefined, // the next link is followed anew
        },
      );
      if (link) void recordNew(link, connection);
    });
  const look = () => {
    if (workspaces.current === followed) return;
    unfollow?.();
    unwatch?.();
    followed = workspaces.current;
    unfollow = followed ? follow(followed) : undefined;
  };
  look();
  const stop = workspaces.listen(look);
  return () => {
    stop();
    unfollow?.();
    unwatch?.();
  };
}
