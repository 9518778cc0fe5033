import { useId } from 'react';
import { classNames } from './class-names';
import styles from './switch.module.css';

export type SwitchProps = {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly hint?: string | null;
  /** Why it cannot be changed. */
  readonly reason?: string | null;
};

/** On or off, at once. For what takes effect only later, with a button, use a Checkbox. */
export function Switch({ label, checked, onChange, hint, reason }: SwitchProps) {
  return <Toggle look="switch" label={label} checked={checked} onChange={onChange} hint={hint ?? null} reason={reason ?? null} />;
}

export type CheckboxProps = SwitchProps & {
  /** Some of what it stands for is on. */
  readonly mixed?: boolean;
};

/** Part of a choice that something else sends. */
export function Checkbox({ mixed = false, ...props }: CheckboxProps) {
  return <Toggle look="checkbox" mixed={mixed} {...props} hint={props.hint ?? null} reason={props.reason ?? null} />;
}

type ToggleProps = Required<Omit<SwitchProps, 'hint' | 'reason'>> & {
  readonly hint: string | null;
  readonly reason: string | null;
  readonly look: 'switch' | 'checkbox';
  readonly mixed?: boolean;
};

function Toggle({ look, label, checked, onChange, hint, reason, mixed = false }: ToggleProps) {
  const id = useId();
  const note = reason ?? hint;
  return (
    <div className={styles.toggle}>
      <input
        type="checkbox"
        {...(look === 'switch' && { role: 'switch' })}
        id={id}
        className={classNames(styles[look], mixed && styles.mixed)}
        checked={checked}
        ref={(input) => {
          if (input) input.indeterminate = mixed;
        }}
        aria-disabled={reason ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        onChange={(event) => reason === null && onChange(event.currentTarget.checked)}
      />
      <div className={styles.text}>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        {note && (
          <span id={`${id}-note`} className={styles.note}>
            {note}
          </span>
        )}
      </div>
    </div>
  );
}
