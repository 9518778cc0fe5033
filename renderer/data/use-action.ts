import type { UseMutationResult } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { ActionRequest, ActionRun, Confirmation, Plan } from '../../shared/models/action';
import type { EntityKey } from '../../shared/models/entity';
import { type Failure, failureOf } from '../../shared/models/failure';
import { backend } from './connect';
import { useChange } from './request';
import { stateWatch } from './watch';

export type Planning = {
  /** The newest plan; while another is being made, or where it cannot be, the one before it. */
  readonly plan: Plan | null;
  readonly failure: Failure | null;
  readonly planning: boolean;
  /** When the newest plan was asked for, epoch ms. */
  readonly askedAt: number;
  /** Plans again. */
  readonly again: () => void;
};

type Answer = { readonly request: string; readonly round: number; readonly plan: Plan | null; readonly failure: Failure | null };

/** Asks what an action would do, and again after `again`. Nothing is asked where `request` is null. */
export function usePlan(entity: EntityKey, request: ActionRequest | null): Planning {
  const { connection, kind, id } = entity;
  const [round, setRound] = useState(0);
  const [askedAt, setAskedAt] = useState(() => Date.now());
  const [answer, setAnswer] = useState<Answer | null>(null);
  const text = JSON.stringify(request);

  useEffect(() => {
    const asked = JSON.parse(text) as ActionRequest | null;
    if (asked === null) return;
    const abort = new AbortController();
    const tell = (made: Plan | null, failure: Failure | null) => {
      if (abort.signal.aborted) return;
      // One that could not be made anew stays to be seen, with what was typed for it; it cannot be confirmed.
      setAnswer((before) => ({ request: text, round, plan: made ?? (before?.request === text ? before.plan : null), failure }));
    };
    backend.request('actions.plan', { entity: { connection, kind, id }, request: asked }, abort.signal).then(
      ({ plan }) => tell(plan, null),
      (error: unknown) => tell(null, failureOf(error)),
    );
    return () => abort.abort();
  }, [connection, kind, id, text, round]);

  const again = useCallback(() => {
    setAskedAt(Date.now());
    setRound((count) => count + 1);
  }, []);
  const known = answer?.request === text ? answer : null;
  const planning = request !== null && known?.round !== round;
  return { plan: known?.plan ?? null, failure: planning ? null : (known?.failure ?? null), planning, askedAt, again };
}

export type Executing = UseMutationResult<{ run: ActionRun }, Failure, Confirmation>;
/** Carries a plan out. It answers when the server took it; how it goes on is seen in `useActionRuns`. */
export const useExecute = (): Executing => useChange('actions.execute');

const runs = stateWatch('actions.watch');
const NONE: readonly ActionRun[] = [];
/** Actions under way and those that ended lately, of all windows and the command line, the newest first. */
export const useActionRuns = (): readonly ActionRun[] => runs.useSelected('{}', ({ value }) => value?.runs ?? NONE);

/** It has not ended: its outcome is not on record. */
export const isUnderWay = ({ endedAt }: Pick<ActionRun, 'endedAt'>): boolean => endedAt === null;

/** The action under way on one entity, if there is one. */
export function useRunUnderWay({ connection, kind, id }: EntityKey): ActionRun | null {
  return runs.useSelected('{}', ({ value }) => {
    const run = value?.runs.find(({ target }) => target.connection === connection && target.kind === kind && target.id === id);
    return run && isUnderWay(run) ? run : null;
  });
}
