import { Select as MantineSelect } from '@mantine/core';
import { fieldClasses } from './field-classes';
import { DownIcon } from './icons';
import styles from './list.module.css';
import { useWords } from './use-words';

export type Choice<Value extends string> = { readonly value: Value; readonly label: string };

export type SelectProps<Value extends string> = {
  readonly label: string;
  readonly value: Value | null;
  readonly choices: readonly Choice<Value>[];
  readonly onChange: (value: Value) => void;
  readonly hint?: string | null;
  readonly error?: string | null;
  readonly placeholder?: string;
  readonly labelHidden?: boolean;
  /** Narrows a long list by typing. */
  readonly searchable?: boolean;
  readonly reason?: string | null;
  readonly size?: 'm' | 's';
};

/** One of a few. Always has a value once it was chosen: what may be nothing has a choice that says so. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, value, choices, onChange, hint, error, placeholder, labelHidden, searchable = false, reason, size = 'm' } = props;
  const say = useWords();
  const change = (chosen: string | null) => {
    const choice = choices.find((each) => each.value === chosen);
    if (choice) onChange(choice.value);
  };
  return (
    <MantineSelect
      label={labelHidden ? null : label}
      {...(labelHidden && { 'aria-label': label })}
      data={choices.map((choice) => ({ ...choice }))}
      value={value}
      onChange={change}
      allowDeselect={false}
      searchable={searchable}
      readOnly={Boolean(reason)}
      {...(reason && { 'aria-disabled': true })}
      description={reason ?? hint ?? null}
      error={error ?? null}
      {...(placeholder !== undefined && { placeholder })}
      nothingFoundMessage={say('ui.none-found')}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      rightSection={<DownIcon size={14} />}
      rightSectionPointerEvents="none"
      checkIconPosition="right"
      wrapperProps={{ 'data-size': size }}
      classNames={{ ...fieldClasses(), dropdown: styles.list ?? '', option: styles.item ?? '', empty: styles.none ?? '' }}
    />
  );
}
