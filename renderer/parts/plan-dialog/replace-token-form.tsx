import { useState } from 'react';
import { FormDialog } from '../../ui/form-dialog';
import { Select } from '../../ui/select';
import { useWords } from '../../ui/use-words';
import { actionLook } from '../action-definitions';
import { ConnectionMark } from '../connection-mark';
import type { AddressFormProps } from './open-address-form';

const OVERLAPS = { now: 0, hour: 60, day: 24 * 60, week: 7 * 24 * 60 } as const;
type Overlap = keyof typeof OVERLAPS;
const CHOICES: readonly Overlap[] = ['now', 'hour', 'day', 'week'];

/** How long the token before goes on working, so that callers can be given the new one in the meantime. */
export function ReplaceTokenForm({ open, onRequest, onClose }: AddressFormProps) {
  const say = useWords();
  const [overlap, setOverlap] = useState<Overlap>('hour');
  return (
    <FormDialog
      onClose={onClose}
      title={say(actionLook('replace-token').title, { name: open.name })}
      lead={<ConnectionMark id={open.entity.connection} />}
      submitWord={say('actions.review')}
      onSubmit={() => onRequest({ action: 'replace-token', overlapMinutes: OVERLAPS[overlap] })}
    >
      <p>{say('actions.replace-token.does')}</p>
      <Select
        label={say('address.overlap')}
        value={overlap}
        choices={CHOICES.map((value) => ({ value, label: say(`address.overlap.${value}`) }))}
        onChange={setOverlap}
      />
    </FormDialog>
  );
}
