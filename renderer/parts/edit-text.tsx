import { useState } from 'react';
import type { Input, RequestName } from '../../shared/api/api';
import { useChange } from '../data/request';
import { Button } from '../ui/button';
import { FailureState } from '../ui/failure-state';
import { IconButton } from '../ui/icon-button';
import { EditIcon } from '../ui/icons';
import { TextField } from '../ui/text-field';
import { useWords } from '../ui/use-words';
import styles from './edit-text.module.css';

export type EditTextProps<K extends RequestName> = {
  readonly label: string;
  readonly value: string;
  /** Shown where there is none. */
  readonly empty: string;
  readonly verb: K;
  readonly inputOf: (text: string) => Input<K>;
};

/** Words of the operator's own about a thing, changed in their place. */
export function EditText<K extends RequestName>({ label, value, empty, verb, inputOf }: EditTextProps<K>) {
  const say = useWords();
  const change = useChange(verb);
  const [draft, setDraft] = useState<string | null>(null);
  if (draft === null) {
    return (
      <div className={styles.read}>
        <p className={value === '' ? styles.empty : styles.text} dir="auto">
          {value === '' ? empty : value}
        </p>
        <IconButton size="s" icon={EditIcon} label={say('workspace.edit.what', { what: label })} onClick={() => setDraft(value)} />
      </div>
    );
  }
  return (
    <div className={styles.write}>
      <TextField kind="long" label={label} labelHidden firstFocus value={draft} onChange={setDraft} />
      {change.error && <FailureState compact once failure={change.error} />}
      <div className={styles.deeds}>
        <Button size="s" onClick={() => setDraft(null)}>
          {say('ui.cancel')}
        </Button>
        <Button kind="primary" size="s" working={change.isPending} onClick={() => change.mutate(inputOf(draft), { onSuccess: () => setDraft(null) })}>
          {say('workspace.edit.save')}
        </Button>
      </div>
    </div>
  );
}
