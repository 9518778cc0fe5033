import { useState } from 'react';
import type { ActionRequest, ActionRun, Plan } from '../../../shared/models/action';
import type { Delivery } from '../../../shared/models/delivery';
import type { Freshness } from '../../../shared/models/freshness';
import { type Executing, type Planning, useActionRuns, useExecute, usePlan } from '../../data/use-action';
import { useClock } from '../../ui/clock';
import { useHindrance } from '../use-hindrance';
import { basisOf, type Became, becameOf, confirmBlock, type ConfirmBlock, type ConfirmInput } from './judgement';
import type { OpenPlan } from './open-plan';

export type Judged = {
  readonly planning: Planning;
  readonly executing: Executing;
  /** The run that was confirmed here, as it is now. */
  readonly run: ActionRun | null;
  /** Why it cannot be confirmed, of the plan's own. */
  readonly block: ConfirmBlock | null;
  /** Why nothing can be changed here at all. */
  readonly hindrance: string | null;
  readonly confirm: () => void;
  /** Leaves a run that came to nothing, and plans the same again with what was typed. */
  readonly again: () => void;
};

type Facts = {
  readonly open: OpenPlan;
  readonly request: ActionRequest;
  readonly delivery: Delivery | undefined;
  readonly freshness: Freshness | undefined;
  readonly input: ConfirmInput;
};

/** A plan from its making to how its run ends. */
export function useJudged({ open, request, delivery, freshness, input }: Facts): Judged {
  const planning = usePlan(open.entity, request);
  const executing = useExecute();
  const runs = useActionRuns();
  const hindrance = useHindrance(open.entity, freshness);
  const { plan } = planning;
  const block = useConfirmBlock(plan, useBecame(plan, delivery), input);
  const answered = executing.data?.run ?? null;
  const run = answered && (runs.find(({ intent }) => intent === answered.intent) ?? answered);
  const confirm = () => {
    if (!plan || block || hindrance || planning.planning || planning.failure || executing.isPending || run) return;
    executing.mutate({ planId: plan.id, digest: plan.digest, ...input });
  };
  const again = () => {
    executing.reset();
    planning.again();
  };
  return { planning, executing, run, block, hindrance, confirm, again };
}

/** What became of the object since the plan came. */
function useBecame(plan: Plan | null, delivery: Delivery | undefined): Became {
  const basis = basisOf(delivery);
  const [seen, setSeen] = useState<{ readonly plan: string; readonly basis: string | null } | null>(null);
  if (plan && seen?.plan !== plan.id) setSeen({ plan: plan.id, basis });
  return plan && seen?.plan === plan.id ? becameOf(seen.basis, basis) : null;
}

/** Drawn again only when the answer is another one, though it heeds every second. */
function useConfirmBlock(plan: Plan | null, became: Became, input: ConfirmInput): ConfirmBlock | null {
  const text = useClock((now) => JSON.stringify(plan && confirmBlock({ plan, now, became, input })));
  return JSON.parse(text) as ConfirmBlock | null; // made one line above
}
