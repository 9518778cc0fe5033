import type { attentionApi } from '../../../shared/api/attention';
import type { Handlers } from '../../../shared/api/verb';
import type { Attention } from './attention';

/** Changes that come together are told together. */
const GATHER_MS = 50;

/** `need` says that deliveries are looked at, and gives back how to say that they are not any more. */
export function attentionHandlers(attention: Attention, need: () => () => void): Handlers<typeof attentionApi> {
  return {
    'attention.watch': (_, feed) => {
      let timer: NodeJS.Timeout | undefined;
      const send = () => {
        timer = undefined;
        if (!feed.congested) feed.push(attention.list());
      };
      const schedule = () => (timer ??= setTimeout(send, GATHER_MS));
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
