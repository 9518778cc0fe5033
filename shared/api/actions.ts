import { z } from 'zod';
import { ActionRequest, ActionRun, Confirmation, Plan } from '../models/action';
import { EntityKey } from '../models/entity';
import { request, watch } from './verb';

export const actionsApi = {
  /** Works out what an action would do, and judges it. Changes nothing; a plan that a check refuses is an attempt, and is recorded as such, once. */
  'actions.plan': request(z.object({ entity: EntityKey, request: ActionRequest }), z.object({ plan: Plan })),
  /**
   * Carries a plan out: checks all of it again, records the intent, sends it. Answers when the server took it or it ended.
   * A refusal of the server itself is a run that `failed`. Fails, with nothing sent, with `stale` (plan unknown, expired, used; not live),
   * `conflict` (changed since; another action), `denied`, `forbidden` and whatever else a check says (`values.check`),
   * `invalid` (typed name, reason), `local` (it could not be recorded).
   */
  'actions.execute': request(Confirmation, z.object({ run: ActionRun })),
  /** Actions under way and those that ended lately, newest first, whole each time. */
  'actions.watch': watch(z.object({}), z.object({ runs: z.array(ActionRun) })),
};
