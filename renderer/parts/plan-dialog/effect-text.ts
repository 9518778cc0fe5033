import type { IntlShape } from 'react-intl';
import type { Effect, Plan } from '../../../shared/models/action';
import type { RevisionRef } from '../../../shared/models/delivery';
import type { Say, WordValues } from '../../ui/use-words';

type EffectId = Effect['id'];
/** What the sentence of an effect counts, and what it shows as a share. All else in its values is text. */
const COUNTS: Readonly<Partial<Record<EffectId, readonly string[]>>> = {
  'moves-to-step': ['from', 'to', 'total'],
  'skips-steps': ['count'],
  'skips-analysis': ['count'],
  'restarts-pods': ['count'],
  'pods-added': ['count'],
  'pods-removed': ['count'],
};
const SHARES: Readonly<Partial<Record<EffectId, readonly string[]>>> = { 'sets-weight': ['from', 'to'], 'shadows-requests': ['share'] };
const TEXTS: Readonly<Partial<Record<EffectId, readonly string[]>>> = {
  'starts-revision': ['images'],
  'returns-to-revision': ['number', 'images'],
  'template-of-workload': ['name'],
  'sets-alias': ['alias', 'to'],
  'moves-alias': ['alias', 'from', 'to'],
  'removes-alias': ['alias', 'from'],
  'makes-service': ['name'],
  'removes-service': ['name'],
  'loads-version': ['model', 'version', 'revision'],
  'starts-server': ['command', 'protocol', 'name', 'seconds'],
  'goes-back-to-version': ['model', 'version', 'revision'],
  'keeps-loaded': ['revision', 'seconds'],
  'unloads-candidate': ['revision'],
  'opens-address': ['uri'],
  'makes-certificate': ['days'],
  'uses-certificate': ['fingerprint', 'until'],
  'closes-address': ['uri'],
  'ends-token-later': ['minutes'],
};

/** The number that a value holds; null where it is none. */
export function numberOf(value: string | undefined): number | null {
  const number = value === undefined || value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : null;
}

/** An effect as a sentence. One that lacks a number says that it is not known how much, never zero. */
export function effectText(say: Say, intl: IntlShape, { id, values }: Effect): string {
  const shown: Record<string, WordValues[string]> = {};
  for (const name of COUNTS[id] ?? []) {
    const number = numberOf(values[name]);
    if (number === null) return say('actions.effect.incomplete', { effect: id });
    shown[name] = number;
  }
  for (const name of SHARES[id] ?? []) {
    const number = numberOf(values[name]);
    shown[name] = number === null ? say('ui.split.unknown') : intl.formatNumber(number / 100, { style: 'percent', maximumFractionDigits: 1 });
  }
  for (const name of TEXTS[id] ?? []) shown[name] = values[name] ?? say('ui.split.unknown');
  // A command is read from the left, and stays in one piece, whatever the sentence around it does.
  if (shown['command'] !== undefined) shown['command'] = `\u2066${String(shown['command'])}\u2069`;
  return say(`actions.effect.${id}`, shown);
}

/** The candidate's share before and after, 0 to 1, where the effects say so. */
export function weightsOf(effects: readonly Effect[]): { readonly from: number | null; readonly to: number } | null {
  const weight = effects.find(({ id }) => id === 'sets-weight');
  if (weight) {
    const to = numberOf(weight.values['to']);
    const from = numberOf(weight.values['from']);
    return to === null ? null : { from: from === null ? null : from / 100, to: to / 100 };
  }
  if (effects.some(({ id }) => id === 'traffic-to-candidate')) return { from: null, to: 1 };
  if (effects.some(({ id }) => id === 'traffic-to-stable')) return { from: null, to: 0 };
  return null;
}

/** Which of a plan's revisions serves as the stable one: an abort goes from the candidate back to it. */
export function armsOf(
  { from, to }: Pick<Plan, 'from' | 'to'>,
  stableKey: string | null,
): { readonly stable: RevisionRef | null; readonly candidate: RevisionRef | null } {
  const back = to !== null && to.key !== null && to.key === stableKey;
  return back ? { stable: to, candidate: from } : { stable: from, candidate: to };
}
