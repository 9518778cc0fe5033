import type { z } from 'zod';
import type { Integrity } from '../../shared/models/model';
import { Chip } from '../ui/chip';
import type { MarkShape, Tone } from '../ui/state-mark';
import { useWords } from '../ui/use-words';

type State = z.infer<typeof Integrity>['state'];
const LOOKS: Readonly<Record<State, { readonly tone: Tone; readonly mark: MarkShape }>> = {
  whole: { tone: 'ok', mark: 'ok' },
  tampered: { tone: 'bad', mark: 'bad' },
  missing: { tone: 'bad', mark: 'bad' },
  unchecked: { tone: 'unknown', mark: 'unknown' },
};

/** Whether bytes are still those that were registered. What nobody looked at is not whole. */
export function IntegrityMark({ state }: { readonly state: State }) {
  const say = useWords();
  const { tone, mark } = LOOKS[state];
  return (
    <Chip tone={tone} mark={mark}>
      {say(`models.integrity.${state}`)}
    </Chip>
  );
}
