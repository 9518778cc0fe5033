import { TextInput } from '@mantine/core';
import type { KeyboardEvent, Ref } from 'react';
import { fieldClasses } from './field-classes';
import { IconButton } from './icon-button';
import { CloseIcon, SearchIcon } from './icons';
import { KeyHint } from './key-hint';
import { useWords } from './use-words';

export type SearchFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  /** The shortcut that leads here. */
  readonly keys?: string;
  /** What may be typed here, for pointer and screen reader. */
  readonly hint?: string;
  /** Has the focus when its dialog opens. */
  readonly firstFocus?: boolean;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly ref?: Ref<HTMLInputElement>;
};

/** Narrows what is beside or below it while one types. Escape empties it. */
export function SearchField({ label, value, onChange, placeholder, keys, hint, firstFocus = false, onKeyDown, ref }: SearchFieldProps) {
  const say = useWords();
  const key = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && value) {
      event.stopPropagation();
      onChange('');
    }
    onKeyDown?.(event);
  };
  return (
    <TextInput
      {...(ref && { ref })}
      type="search"
      aria-label={label}
      {...(hint && { title: hint, 'aria-description': hint })}
      {...(firstFocus && { 'data-autofocus': true })}
      placeholder={placeholder ?? label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={key}
      spellCheck={false}
      autoComplete="off"
      leftSection={<SearchIcon size={15} />}
      rightSection={value ? <IconButton icon={CloseIcon} size="s" label={say('ui.clear')} onClick={() => onChange('')} /> : keys && <KeyHint keys={keys} />}
      rightSectionWidth={keys && keys.length > 1 && !value ? 64 : 32}
      rightSectionPointerEvents={value ? 'all' : 'none'}
      classNames={fieldClasses()}
    />
  );
}
