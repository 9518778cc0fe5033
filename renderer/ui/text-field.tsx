import { PasswordInput, Textarea, TextInput } from '@mantine/core';
import type { KeyboardEvent, Ref } from 'react';
import styles from './field.module.css';
import { fieldClasses } from './field-classes';
import { useWords } from './use-words';

const ORDER: ('label' | 'input' | 'error' | 'description')[] = ['label', 'input', 'error', 'description'];

export type TextFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | null;
  /** What is wrong with the value; read out with the field. */
  readonly error?: string | null;
  readonly placeholder?: string;
  /** Why it cannot be changed here; it can still be read, reached and copied. */
  readonly reason?: string | null;
  /** Hides the label from sight where the place says it already. */
  readonly labelHidden?: boolean;
  readonly kind?: 'text' | 'number' | 'secret' | 'long';
  /** For paths, addresses and identifiers: fixed width, always left to right. */
  readonly mono?: boolean;
  readonly required?: boolean;
  /** Has the focus when its dialog opens. */
  readonly firstFocus?: boolean;
  readonly size?: 'm' | 's';
  readonly onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
  readonly ref?: Ref<HTMLInputElement>;
};

/** One line (or, `long`, several) of text to type, with its label, a hint, and what is wrong with it. */
export function TextField(props: TextFieldProps) {
  const {
    label,
    value,
    onChange,
    hint,
    error,
    placeholder,
    reason,
    labelHidden,
    kind = 'text',
    mono = false,
    required = false,
    firstFocus = false,
    size = 'm',
    onKeyDown,
    ref,
  } = props;
  const say = useWords();
  const shared = {
    label: labelHidden ? null : label,
    ...(labelHidden && { 'aria-label': label }),
    ...(reason && { 'aria-disabled': true }),
    readOnly: Boolean(reason),
    description: reason ?? hint ?? null,
    error: error ?? null,
    ...(placeholder !== undefined && { placeholder }),
    value,
    required,
    ...(firstFocus && { 'data-autofocus': true }),
    ...(onKeyDown && { onKeyDown }),
    inputWrapperOrder: ORDER,
    withAsterisk: false,
    spellCheck: false,
    autoComplete: 'off',
    ...(mono && { dir: 'ltr' as const }),
    wrapperProps: { 'data-size': size },
    classNames: fieldClasses(mono),
  };
  if (kind === 'long') return <Textarea {...shared} autosize minRows={2} maxRows={8} onChange={(event) => onChange(event.currentTarget.value)} />;
  if (kind === 'secret')
    return (
      <PasswordInput
        {...shared}
        classNames={{ ...shared.classNames, innerInput: styles.inner ?? '', visibilityToggle: styles.reveal ?? '' }}
        visibilityToggleFocusable
        visibilityToggleButtonProps={{ 'aria-label': say('ui.reveal') }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <TextInput {...shared} {...(ref && { ref })} inputMode={kind === 'number' ? 'numeric' : 'text'} onChange={(event) => onChange(event.currentTarget.value)} />
  );
}
