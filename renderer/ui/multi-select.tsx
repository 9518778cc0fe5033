import { MultiSelect as MantineMultiSelect } from '@mantine/core';
import { fieldClasses } from './field-classes';
import styles from './list.module.css';
import type { Choice } from './select';
import { useWords } from './use-words';

export type MultiSelectProps<Value extends string> = {
  readonly label: string;
  readonly values: readonly Value[];
  readonly choices: readonly Choice<Value>[];
  readonly onChange: (values: readonly Value[]) => void;
  readonly hint?: string | null;
  readonly error?: string | null;
  /** Shown while nothing is chosen: what that means. */
  readonly placeholder?: string;
  readonly labelHidden?: boolean;
};

/** Several of many, narrowed by typing; Backspace takes the last one away. */
export function MultiSelect<Value extends string>({ label, values, choices, onChange, hint, error, placeholder, labelHidden }: MultiSelectProps<Value>) {
  const say = useWords();
  return (
    <MantineMultiSelect
      label={labelHidden ? null : label}
      {...(labelHidden && { 'aria-label': label })}
      data={choices.map((choice) => ({ ...choice }))}
      value={[...values]}
      onChange={(chosen) => onChange(choices.filter(({ value }) => chosen.includes(value)).map(({ value }) => value))}
      searchable
      hidePickedOptions
      description={hint ?? null}
      error={error ?? null}
      {...(values.length === 0 && placeholder !== undefined && { placeholder })}
      nothingFoundMessage={say('ui.none-found')}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      rightSection={null}
      rightSectionWidth={10}
      classNames={{
        ...fieldClasses(),
        pill: styles.pill ?? '',
        pillsList: styles.pills ?? '',
        inputField: styles.typed ?? '',
        dropdown: styles.list ?? '',
        option: styles.item ?? '',
        empty: styles.none ?? '',
      }}
    />
  );
}
