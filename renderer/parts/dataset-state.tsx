import type { DATASET_STATES } from '../../shared/models/dataset';
import { Chip } from '../ui/chip';
import type { MarkShape, Tone } from '../ui/state-mark';
import { useWords } from '../ui/use-words';

type State = (typeof DATASET_STATES)[number];
export const DATASET_LOOKS: Readonly<Record<State, { readonly tone: Tone; readonly mark: MarkShape }>> = {
  ready: { tone: 'ok', mark: 'ok' },
  quarantined: { tone: 'bad', mark: 'denied' },
  profiling: { tone: 'accent', mark: 'running' },
  failed: { tone: 'bad', mark: 'bad' },
  tampered: { tone: 'bad', mark: 'bad' },
};

/** Whether a version of a dataset may be trained on. */
export function DatasetState({ state }: { readonly state: State }) {
  const say = useWords();
  const { tone, mark } = DATASET_LOOKS[state];
  return (
    <Chip tone={tone} mark={mark}>
      {say(`data.state.${state}`)}
    </Chip>
  );
}
