import { useState } from 'react';
import { FormDialog } from '../../ui/form-dialog';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { isDay, type When } from './when';

export type WhenDialogProps = { readonly when: When; readonly onChoose: (when: When) => void; readonly onClose: () => void };

/** Asks for the first and the last day. */
export function WhenDialog({ when, onChoose, onClose }: WhenDialogProps) {
  const say = useWords();
  const [from, setFrom] = useState(when.kind === 'days' ? (when.from ?? '') : '');
  const [to, setTo] = useState(when.kind === 'days' ? (when.to ?? '') : '');
  const bad = (day: string) => (day.trim() === '' || isDay(day.trim()) ? null : say('ledger.when.bad'));
  const order = from.trim() && to.trim() && from.trim() > to.trim() ? say('ledger.when.order') : null;
  const fault = bad(from) ?? bad(to) ?? order;
  const send = () => {
    onChoose(from.trim() || to.trim() ? { kind: 'days', from: from.trim() || null, to: to.trim() || null } : { kind: 'any' });
    onClose();
  };
  return (
    <FormDialog onClose={onClose} title={say('ledger.when.title')} submitWord={say('ledger.when.do')} reason={fault} onSubmit={send}>
      <TextField mono label={say('ledger.when.from')} value={from} onChange={setFrom} error={bad(from)} firstFocus />
      <TextField mono label={say('ledger.when.to')} value={to} onChange={setTo} error={bad(to) ?? order} hint={say('ledger.when.hint')} />
    </FormDialog>
  );
}
