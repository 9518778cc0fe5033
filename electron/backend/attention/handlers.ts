import type { attentionApi } from '../../../shared/api/attention';
import type { Handlers } from '../../../shared/api/verb';
import type { Attention } from './attention';

/** Changes that come together are told together. */
const GATHER_MS = 50;
/** The list goes out whole, and nobody reads faster: while much changes, it is told no more often than this. */
const PACE_MS = 250;

/** `need` says that deliveries are looked at, and gives back how to say that they are not any more. */
export function attentionHandlers(attention: Attention, need: () => () => void): Handlers<typeof attentionApi> {
  return {
    'attention.watch': (_, feed) => {
      let timer: NodeJS.Timeout | undefined;
      let sentAt = Number.NEGATIVE_INFINITY;
      const send = () => {
        timer = undefined;
        sentAt = performance.now();
        if (!feed.congested) feed.push(attention.list());
      };
      const schedule = () => (timer ??= setTimeout(send, Math.max(GATHER_MS, sentAt + PACE_MS - performance.now())));
      const release = need();
      const stop = attention.listen(schedule);
      feed.onDrain(schedule);
      send();
      return () => {
        stop();
        release();
        clearTimeout(timer);
      };
    },
  };
}
