import { DELIVERY_REASONS, DELIVERY_STATES } from '../../shared/models/delivery';
import type { Say } from '../ui/use-words';

/** State and reason in our words where we have them, else as they were told: `paused. A step of its plan waits for a person.` */
export function seenText(say: Say, seen: { readonly state: string; readonly reason: string }): string {
  const state = DELIVERY_STATES.find((each) => each === seen.state);
  const reason = DELIVERY_REASONS.find((each) => each === seen.reason);
  return [state ? say(`deliveries.state.${state}`) : seen.state, reason ? say(`deliveries.reason.${reason}`) : seen.reason].filter(Boolean).join('. ');
}
