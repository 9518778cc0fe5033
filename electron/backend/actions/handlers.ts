import type { actionsApi } from '../../../shared/api/actions';
import type { Handlers } from '../../../shared/api/verb';
import { tellNewest } from '../lib/tell-newest';
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
    'actions.watch': (_, feed) => tellNewest(feed, { read: () => ({ runs: [...runs.list()] }), listen: (onChange) => runs.listen(onChange), gatherMs: 0 }),
  };
}
