import type { ActionRun } from '../../../shared/models/action';
import type { ActionId } from '../../../shared/models/action-id';
import type { AttentionItem } from '../../../shared/models/attention';
import { DELIVERY_REASONS } from '../../../shared/models/delivery';
import { FAILURE_CODES, FAILURE_REASONS } from '../../../shared/models/failure';
import { failureWord, reasonWord, type WordId } from '../../../shared/words/words';
import type { DeliveryRow } from '../../data/delivery-row';
import { stepPlace } from '../../parts/delivery-progress';
import type { MarkShape, Tone } from '../../ui/state-mark';
import { type Said, whatOfConcern, whyOfConcern } from './concern-text';

export type AttentionLine =
  | { readonly kind: 'group'; readonly urgency: AttentionItem['urgency']; readonly count: number }
  | { readonly kind: 'item'; readonly item: AttentionItem };

/** The items of the connections that are looked at (none named: all), in the order of the backend, below a heading for each urgency. */
export function linesOf(items: readonly AttentionItem[], on: readonly string[]): readonly AttentionLine[] {
  const looked = on.length === 0 ? items : items.filter(({ connection }) => on.includes(connection));
  return (['now', 'soon'] as const).flatMap((urgency): readonly AttentionLine[] => {
    const own = looked.filter((item) => item.urgency === urgency);
    return own.length === 0 ? [] : [{ kind: 'group', urgency, count: own.length }, ...own.map((item) => ({ kind: 'item', item }) as const)];
  });
}

/** One shape and tone per cause; the word is always there too. */
export const CAUSE_LOOKS: Readonly<Record<AttentionItem['cause'], { readonly tone: Tone; readonly mark: MarkShape }>> = {
  'delivery-paused': { tone: 'warn', mark: 'paused' },
  'delivery-inconclusive': { tone: 'warn', mark: 'inconclusive' },
  'delivery-degraded': { tone: 'bad', mark: 'bad' },
  'delivery-aborted': { tone: 'bad', mark: 'stopped' },
  'delivery-stuck': { tone: 'warn', mark: 'warn' },
  'connection-stale': { tone: 'unknown', mark: 'stale' },
  'connection-signed-out': { tone: 'warn', mark: 'denied' },
  'action-unsettled': { tone: 'warn', mark: 'uncertain' },
  'data-quarantined': { tone: 'bad', mark: 'bad' },
  'model-tampered': { tone: 'bad', mark: 'bad' },
  'payload-gap': { tone: 'warn', mark: 'warn' },
  drift: { tone: 'warn', mark: 'warn' },
  'drift-unread': { tone: 'unknown', mark: 'stale' },
  'run-silent': { tone: 'warn', mark: 'stale' },
  'run-not-finite': { tone: 'warn', mark: 'warn' },
  'run-plateau': { tone: 'warn', mark: 'warn' },
  'run-behind': { tone: 'warn', mark: 'warn' },
};

/** What helps most, likeliest first. An action that starts something new, or that needs a choice, is never put forward. */
const HELP: Readonly<Record<AttentionItem['cause'], readonly ActionId[]>> = {
  'delivery-paused': ['promote', 'resume'],
  'delivery-inconclusive': ['promote', 'resume', 'abort'],
  'delivery-degraded': ['abort', 'restore', 'retry', 'roll-back'],
  'delivery-aborted': ['restore', 'retry'],
  'delivery-stuck': ['abort', 'roll-back', 'restart'],
  'connection-stale': [],
  'connection-signed-out': [],
  'action-unsettled': [],
  'data-quarantined': [],
  'model-tampered': [],
  'payload-gap': [],
  drift: [],
  'drift-unread': [],
  'run-silent': [],
  'run-not-finite': [],
  'run-plateau': [],
  'run-behind': [],
};

/** The one action to put forward; null where its state offers none of those that help. */
export function helpOf({ cause }: Pick<AttentionItem, 'cause'>, offers: readonly ActionId[]): ActionId | null {
  return HELP[cause].find((id) => offers.includes(id)) ?? null;
}

/** The run that an item is about. */
export function runOf({ cause, entity }: AttentionItem, runs: readonly ActionRun[]): ActionRun | null {
  if (cause !== 'action-unsettled' || !entity) return null;
  const own = runs.filter(
    ({ target, phase }) => (phase === 'uncertain' || phase === 'timed-out') && target.id === entity.id && target.connection === entity.connection,
  );
  return own[0] ?? null;
}

/** What waits, in one sentence with its name. */
export function whatOf(
  item: Pick<AttentionItem, 'cause' | 'why' | 'name' | 'concern' | 'drift'>,
  delivery: Pick<DeliveryRow, 'step' | 'steps'> | undefined,
): Said {
  const { cause, why, name, concern } = item;
  if (concern) return whatOfConcern(concern, name);
  const values = { name };
  switch (cause) {
    case 'delivery-paused': {
      if (why === 'paused-by-user') return { word: 'attention.what.paused-by-user', values };
      if (why === 'paused-worse') return { word: 'attention.what.paused-worse', values };
      if (why === 'paused-before-promotion') return { word: 'attention.what.before-promotion', values };
      const place = delivery ? stepPlace(delivery) : null;
      return place ? { word: 'attention.what.at-step', values: { name, ...place } } : { word: 'attention.what.paused', values };
    }
    case 'delivery-inconclusive':
      return { word: 'attention.what.inconclusive', values };
    case 'delivery-degraded':
      return { word: 'attention.what.degraded', values };
    case 'delivery-aborted':
      return { word: why === 'aborted-by-analysis' ? 'attention.what.aborted-by-analysis' : 'attention.what.aborted', values };
    case 'delivery-stuck':
      return { word: why === 'not-observed' ? 'attention.what.not-observed' : 'attention.what.stuck', values };
    case 'connection-stale':
      return { word: 'attention.what.stale', values };
    case 'connection-signed-out':
      return { word: 'attention.what.signed-out', values };
    case 'drift':
      return { word: 'attention.what.drift', values: { name, column: item.drift?.worst.column ?? '' } };
    case 'drift-unread':
      return { word: 'attention.what.drift-unread', values };
    default:
      return { word: 'attention.what.unsettled', values }; // what is of a workspace has its concern, above
  }
}

const TENTHS = 10;

/** Why it waits, in a sentence of ours; null where it is not known by a word. */
export function whyOf(
  { cause, why, concern, drift }: Pick<AttentionItem, 'cause' | 'why' | 'concern' | 'drift'>,
  run: Pick<ActionRun, 'phase'> | null,
): Said | null {
  if (concern) return whyOfConcern(concern);
  if (drift) return { word: 'attention.why.drift', values: { windows: drift.windows, ratio: Math.round(drift.worst.ratio * TENTHS) / TENTHS } };
  const word = whyWord(cause, why, run);
  return word && { word };
}

function whyWord(cause: AttentionItem['cause'], why: string, run: Pick<ActionRun, 'phase'> | null): WordId | null {
  if (cause === 'action-unsettled') {
    if (run?.phase === 'uncertain') return 'attention.why.uncertain';
    return run?.phase === 'timed-out' ? 'attention.why.timed-out' : 'attention.why.unsettled';
  }
  if (cause === 'connection-stale' || cause === 'connection-signed-out' || cause === 'drift-unread') {
    const reason = FAILURE_REASONS.find((each) => each === why);
    const code = FAILURE_CODES.find((each) => each === why);
    return reason ? reasonWord(reason) : code ? failureWord(code) : null;
  }
  const reason = DELIVERY_REASONS.find((each) => each === why);
  return reason ? `deliveries.reason.${reason}` : null;
}

/** What the engine said, where it is more than a code of its own (`CanaryPauseStep`), which our words say better. */
export const sentenceOf = (said: string | null): string | null => (said !== null && /\s/.test(said.trim()) ? said.trim() : null);
