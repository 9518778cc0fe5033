import type { ActionRequest, ActionRun } from '../../../shared/models/action';
import type { EntityKey } from '../../../shared/models/entity';
import { AppError, failure } from '../../../shared/models/failure';
import type { Actions } from '../actions/actions';

/**
 * Plans, confirms and follows an action, as a person does who reads the plan and presses the button: one that is refused is refused here too.
 * @throws AppError why it was refused or did not come about
 */
export async function act({ plans, executor, runs }: Actions, key: EntityKey, request: ActionRequest, reason: string, signal: AbortSignal): Promise<void> {
  const plan = await plans.make(key, request, signal);
  const { intent } = await executor.execute({ planId: plan.id, digest: plan.digest, reason, ticket: '', typedName: '' });
  const ended = await new Promise<ActionRun>((resolve, reject) => {
    const look = () => {
      const run = runs.list().find((each) => each.intent === intent);
      if (!run || run.endedAt === null) return;
      end();
      resolve(run);
    };
    const stop = runs.listen(look);
    const abort = () => {
      end();
      reject(new AppError(failure('cancelled')));
    };
    const end = () => {
      stop();
      signal.removeEventListener('abort', abort);
    };
    signal.addEventListener('abort', abort);
    look();
  });
  if (ended.phase !== 'done') throw new AppError(ended.failure ?? failure('uncertain', {}, key.connection));
}
