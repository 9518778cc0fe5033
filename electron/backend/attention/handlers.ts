import type { attentionApi } from '../../../shared/api/attention';
import type { Handlers } from '../../../shared/api/verb';
import { tellNewest } from '../lib/tell-newest';
import type { Attention } from './attention';

/** Changes that come together are told together. */
const GATHER_MS = 50;
/** The list goes out whole, and nobody reads faster: while much changes, it is told no more often than this. */
const PACE_MS = 250;

/** `need` says that deliveries are looked at, and gives back how to say that they are not any more. */
export function attentionHandlers(attention: Attention, need: () => () => void): Handlers<typeof attentionApi> {
  return {
    'attention.watch': (_, feed) => {
      const release = need();
      let stop = (): void => undefined;
      const tell = () => {
        stop();
        stop = tellNewest(feed, {
          read: () => attention.list(),
          listen: (onChange) => attention.listen(onChange),
          gatherMs: GATHER_MS,
          paceMs: PACE_MS,
        });
      };
      if (attention.isKnown) tell();
      else stop = attention.listen(() => attention.isKnown && tell());
      return () => {
        stop();
        release();
      };
    },
  };
}
