import type { actionsApi } from '../../../shared/api/actions';
import type { Handlers } from '../../../shared/api/verb';
import type { Actions } from './actions';

export function actionsHandlers({ plans, executor, runs }: Actions): Handlers<typeof actionsApi> {
  return {
    'actions.plan': async ({ entity, request }, { signal }) => {
      const abort = new AbortController();
      signal.addEventListener('abort', () => abort.abort(), { once: true });
      return { plan: await plans.make(entity, request, abort.signal) };
    },
    // Not ended by whoever asked: a write under way is not taken back by a window that closes.
    'actions.execute': async (confirmation) => ({ run: await executor.execute(confirmation) }),
    'actions.watch': (_, feed) => {
      let waiting = false;
      const send = () => {
        waiting = false;
        if (!feed.congested) feed.push({ runs: [...runs.list()] });
      };
      feed.onDrain(send);
      send();
      return runs.listen(() => {
        if (waiting) return;
        waiting = true;
        queueMicrotask(send); // what changes in one go is told once
      });
    },
  };
}
