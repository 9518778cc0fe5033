import type { Check, Plan } from '../../../shared/models/action';
import type { Delivery } from '../../../shared/models/delivery';
import type { WordId } from '../../../shared/words/words';

/** What needs to be read first comes first: what refuses, what warns, what nobody knows. */
const FIRST: Readonly<Record<Check['outcome'], number>> = { fail: 0, warn: 1, unknown: 2, pass: 3 };
export const orderChecks = (checks: readonly Check[]): readonly Check[] => checks.toSorted((a, b) => FIRST[a.outcome] - FIRST[b.outcome]);

export type Verdict = { readonly tone: 'ok' | 'warn' | 'bad'; readonly word: WordId; readonly values: Readonly<Record<string, number>> };

/** The verdict in words. What has no answer is counted apart, and never as good. */
export function verdictOf({ verdict, checks }: Pick<Plan, 'verdict' | 'checks'>): Verdict {
  const count = (outcome: Check['outcome']) => checks.filter((check) => check.outcome === outcome).length;
  if (!verdict.allowed) return { tone: 'bad', word: 'actions.verdict.refused', values: {} };
  if (count('warn') > 0) return { tone: 'warn', word: 'actions.verdict.warned', values: { warned: count('warn'), unknown: count('unknown') } };
  if (count('unknown') > 0) return { tone: 'warn', word: 'actions.verdict.unknown', values: { unknown: count('unknown') } };
  return { tone: 'ok', word: 'actions.verdict.allowed', values: { count: count('pass') } };
}

/** What of a delivery a plan rests on, as one text. */
export function basisOf(delivery: Delivery | undefined): string | null {
  if (!delivery) return null;
  const { uid, generation, step, stableKey, candidateKey } = delivery;
  return JSON.stringify([uid, generation, step, stableKey, candidateKey]);
}

/** What became of what a plan was made for, by its basis then and now. What was not known then cannot be compared. */
export type Became = 'changed' | 'gone' | null;
export function becameOf(then: string | null, now: string | null): Became {
  if (then === null || then === now) return null;
  return now === null ? 'gone' : 'changed';
}

export type ConfirmInput = { readonly reason: string; readonly ticket: string; readonly typedName: string };
export type ConfirmBlock = { readonly word: WordId; readonly values?: Readonly<Record<string, string>>; readonly replan?: boolean };

export type ConfirmFacts = {
  readonly plan: Plan;
  readonly now: number;
  readonly became: Became;
  readonly input: ConfirmInput;
};

/** Why a plan cannot be confirmed now; null where it can. Both ends ask this: the backend judges all of it again. */
export function confirmBlock({ plan, now, became, input }: ConfirmFacts): ConfirmBlock | null {
  const { verdict, expiresAt } = plan;
  if (!verdict.allowed) return { word: verdict.by === null ? 'actions.confirm.refused' : `actions.refused.${verdict.by}` };
  if (became !== null) return { word: `actions.confirm.${became}`, replan: true };
  if (now >= expiresAt) return { word: 'actions.confirm.expired', replan: true };
  if (verdict.needsReason && input.reason.trim() === '') return { word: 'actions.confirm.reason-first' };
  if (verdict.typedName !== null && input.typedName.trim() !== verdict.typedName) return { word: 'ui.type-name.first', values: { name: verdict.typedName } };
  return null;
}
