import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { NamedCheck } from '../../shared/models/dataset';
import { Button } from '../ui/button';
import { IconButton } from '../ui/icon-button';
import { AddIcon, RemoveIcon } from '../ui/icons';
import { MultiSelect } from '../ui/multi-select';
import { Select } from '../ui/select';
import { TextField } from '../ui/text-field';
import { useWords } from '../ui/use-words';
import { type CheckDraft, checkName, checkOf, NEW_CHECK, type Rule, RULES } from './check-draft';
import styles from './check-editor.module.css';
import { checkText } from './check-text';

export type CheckEditorProps = {
  readonly checks: readonly NamedCheck[];
  readonly onChange: (checks: readonly NamedCheck[]) => void;
  readonly columns: readonly string[];
  /** Names of datasets that a foreign key can point into. */
  readonly datasets: readonly string[];
};

/** The rules that each new version must keep: those there are, and a form for one more. */
export function CheckEditor({ checks, onChange, columns, datasets }: CheckEditorProps) {
  const say = useWords();
  const intl = useIntl();
  const [draft, setDraft] = useState<CheckDraft>({ ...NEW_CHECK, column: columns[0] ?? '' });
  const check = checkOf(draft);
  const number = (value: number) => intl.formatNumber(value);
  return (
    <div className={styles.editor}>
      {checks.length > 0 && (
        <ul className={styles.checks}>
          {checks.map(({ name, check: own }) => (
            <li key={name}>
              <span>{checkText(say, number, own)}</span>
              <IconButton
                size="s"
                icon={RemoveIcon}
                label={say('data.checks.remove', { name })}
                onClick={() => onChange(checks.filter((each) => each.name !== name))}
              />
            </li>
          ))}
        </ul>
      )}
      <div className={styles.fields}>
        <Select
          label={say('data.checks.rule')}
          value={draft.rule}
          choices={RULES.map((rule) => ({ value: rule, label: say(`data.rule.${rule}`) }))}
          onChange={(rule) => setDraft({ ...draft, rule })}
        />
        <Fields draft={draft} onDraft={setDraft} columns={columns} datasets={datasets} />
        <Button
          icon={AddIcon}
          reason={check ? null : say('data.checks.unfinished')}
          onClick={() => {
            if (!check) return;
            onChange([...checks, { name: checkName(check, checks), check }]);
            setDraft({ ...NEW_CHECK, rule: draft.rule, column: draft.column });
          }}
        >
          {say('data.checks.add')}
        </Button>
      </div>
    </div>
  );
}

type FieldsProps = Omit<CheckEditorProps, 'checks' | 'onChange'> & { readonly draft: CheckDraft; readonly onDraft: (draft: CheckDraft) => void };
const WITH_COLUMN: readonly Rule[] = ['not-null', 'range', 'set', 'pattern', 'freshness', 'foreign-key'];

function Fields({ draft, onDraft, columns, datasets }: FieldsProps) {
  const say = useWords();
  const text = (field: 'min' | 'max' | 'values' | 'pattern' | 'hours' | 'references', hint: string | null = null) => (
    <TextField label={say(`data.checks.${field}`)} mono hint={hint} value={draft[field]} onChange={(value) => onDraft({ ...draft, [field]: value })} />
  );
  const column =
    columns.length > 0 ? (
      <Select
        label={say('data.checks.column')}
        searchable
        value={draft.column}
        choices={columns.map((each) => ({ value: each, label: each }))}
        onChange={(value) => onDraft({ ...draft, column: value })}
      />
    ) : (
      <TextField label={say('data.checks.column')} mono value={draft.column} onChange={(value) => onDraft({ ...draft, column: value })} />
    );
  return (
    <>
      {WITH_COLUMN.includes(draft.rule) && column}
      {(draft.rule === 'range' || draft.rule === 'row-count') && (
        <>
          {text('min')}
          {text('max')}
        </>
      )}
      {draft.rule === 'set' && text('values', say('data.checks.values.hint'))}
      {draft.rule === 'pattern' && text('pattern', say('data.checks.pattern.hint'))}
      {draft.rule === 'freshness' && text('hours')}
      {draft.rule === 'unique' && (
        <MultiSelect
          label={say('data.checks.columns')}
          values={draft.columns}
          choices={columns.map((each) => ({ value: each, label: each }))}
          onChange={(values) => onDraft({ ...draft, columns: values })}
        />
      )}
      {draft.rule === 'foreign-key' && (
        <>
          <Select
            label={say('data.checks.dataset')}
            value={draft.dataset || null}
            choices={datasets.map((each) => ({ value: each, label: each }))}
            onChange={(value) => onDraft({ ...draft, dataset: value })}
          />
          {text('references')}
        </>
      )}
    </>
  );
}
