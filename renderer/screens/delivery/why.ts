import type { Delivery } from '../../../shared/models/delivery';
import type { Trouble } from '../../../shared/models/delivery-detail';
import { DELIVERY_LOOKS } from '../../parts/delivery-state';
import type { Say } from '../../ui/use-words';
import { troubleText } from './trouble-text';

export type Why = {
  readonly tone: 'ok' | 'info' | 'warn' | 'bad';
  /** The one sentence. */
  readonly text: string;
  /** What the system said, word for word. */
  readonly said: string | null;
};

/** The one sentence that explains where a delivery stands: a trouble of its pods before the engine's own reason, because it is the cause. */
export function whyOf(say: Say, delivery: Delivery, trouble: Trouble | null): Why {
  const { state, reason, message } = delivery;
  if (trouble) return { tone: state === 'degraded' || state === 'aborted' ? 'bad' : 'warn', text: troubleText(say, trouble), said: trouble.said ?? message };
  return { tone: toneOf(delivery), text: say(`deliveries.reason.${reason}`), said: message };
}

function toneOf({ state }: Delivery): Why['tone'] {
  const { tone } = DELIVERY_LOOKS[state];
  return tone === 'bad' || tone === 'warn' || tone === 'ok' ? tone : 'info';
}
