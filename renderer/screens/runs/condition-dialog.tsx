import { useState } from 'react';
import { FormDialog } from '../../ui/form-dialog';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { type KeyCondition, NUMBER_SIGNS, TEXT_SIGNS } from './conditions';
import styles from './runs.module.css';
import type { Keys } from './view-state';

export type ConditionDialogProps = { readonly keys: Keys; readonly onAdd: (condition: KeyCondition) => void; readonly onClose: () => void };
const PLACES = ['metric', 'param', 'tag'] as const;

/** One condition: what a metric, a parameter or a tag has to be. */
export function ConditionDialog({ keys, onAdd, onClose }: ConditionDialogProps) {
  const say = useWords();
  const [on, setOn] = useState<KeyCondition['on']>('metric');
  const known = on === 'metric' ? keys.metrics : on === 'param' ? keys.params : [];
  const [key, setKey] = useState('');
  const [sign, setSign] = useState<string>('<');
  const [value, setValue] = useState('');
  const number = NUMBER_SIGNS.find((each) => each === sign) ?? '<';
  const text = TEXT_SIGNS.find((each) => each === sign) ?? '=';
  const name = key || (known[0]?.key ?? '');
  const amount = Number(value);
  const missing =
    name === '' ? say('runs.condition.name-missing') : on === 'metric' && (value.trim() === '' || !Number.isFinite(amount)) ? say('runs.form.number') : null;
  const add = () => {
    if (on === 'metric') onAdd({ on, key: name, is: number, value: amount });
    else onAdd({ on, key: name, is: text, value });
  };
  const choose = (next: KeyCondition['on']) => {
    setOn(next);
    setKey('');
    setSign(next === 'metric' ? '<' : '=');
  };
  return (
    <FormDialog onClose={onClose} title={say('runs.condition.title')} size="m" submitWord={say('runs.condition.add')} reason={missing} onSubmit={add}>
      <div className={styles.form}>
        <Select
          label={say('runs.condition.on')}
          value={on}
          choices={PLACES.map((each) => ({ value: each, label: say(`runs.condition.on.${each}`) }))}
          onChange={choose}
        />
        {known.length > 0 ? (
          <Select
            label={say('runs.condition.name')}
            searchable
            value={name}
            choices={known.map(({ key: each }) => ({ value: each, label: each }))}
            onChange={setKey}
          />
        ) : (
          <TextField label={say('runs.condition.name')} mono value={key} onChange={setKey} />
        )}
        <Select
          label={say('runs.condition.is')}
          value={on === 'metric' ? number : text}
          choices={(on === 'metric' ? NUMBER_SIGNS : TEXT_SIGNS).map((each) => ({ value: each, label: each === 'like' ? say('runs.condition.like') : each }))}
          onChange={setSign}
        />
        <TextField
          label={say('runs.condition.value')}
          mono
          firstFocus
          value={value}
          onChange={setValue}
          hint={on !== 'metric' && text === 'like' ? say('runs.condition.like.hint') : null}
        />
      </div>
    </FormDialog>
  );
}
