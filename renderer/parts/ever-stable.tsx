import type { Revision } from '../../shared/models/delivery-detail';
import { Chip } from '../ui/chip';
import type { MarkShape, Tone } from '../ui/state-mark';
import { useWords } from '../ui/use-words';

const LOOKS: Readonly<Record<Revision['everStable'], { readonly tone: Tone; readonly mark: MarkShape }>> = {
  yes: { tone: 'ok', mark: 'ok' },
  no: { tone: 'warn', mark: 'warn' },
  unknown: { tone: 'unknown', mark: 'unknown' },
};

/** Whether a revision was ever the stable one; what is not known says so. */
export function EverStable({ value }: { readonly value: Revision['everStable'] }) {
  const say = useWords();
  const { tone, mark } = LOOKS[value];
  return (
    <Chip tone={tone} mark={mark}>
      {say(`actions.ever-stable.${value}`)}
    </Chip>
  );
}
