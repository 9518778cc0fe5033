import type { DeliveryState as State } from '../../shared/models/delivery';
import { Chip } from '../ui/chip';
import type { MarkShape, Tone } from '../ui/state-mark';
import { useWords } from '../ui/use-words';

/** One shape and tone per state; the word is always there too. */
export const DELIVERY_LOOKS: Readonly<Record<State, { readonly tone: Tone; readonly mark: MarkShape }>> = {
  stable: { tone: 'ok', mark: 'ok' },
  starting: { tone: 'accent', mark: 'running' },
  progressing: { tone: 'accent', mark: 'running' },
  paused: { tone: 'warn', mark: 'paused' },
  promoting: { tone: 'candidate', mark: 'candidate' },
  'rolling-back': { tone: 'warn', mark: 'uncertain' },
  aborted: { tone: 'bad', mark: 'stopped' },
  degraded: { tone: 'bad', mark: 'bad' },
  pinned: { tone: 'unknown', mark: 'pinned' },
  unknown: { tone: 'unknown', mark: 'unknown' },
};

/** `old`: not of now, and so without the colour that calls for a look. */
export function DeliveryState({ state, old = false }: { readonly state: State; readonly old?: boolean }) {
  const say = useWords();
  const { tone, mark } = DELIVERY_LOOKS[state];
  return (
    <Chip tone={old ? 'plain' : tone} mark={mark}>
      {say(`deliveries.state.${state}`)}
    </Chip>
  );
}
