import { classNames } from './class-names';
import styles from './key-hint.module.css';
import { keyNames } from './key-names';
import { useInterface } from './ui-provider';

export type KeyHintProps = {
  /** `mod+K`, `g d`, `Enter`; `mod` is ⌘ on a Mac and Ctrl elsewhere. */
  readonly keys: string;
  /** Takes the colour of the control that it stands in. */
  readonly inherit?: boolean;
};

/** The keys that do it, as they are printed on this platform's keyboard. */
export function KeyHint({ keys, inherit = false }: KeyHintProps) {
  const { platform } = useInterface();
  return (
    <span className={classNames(styles.keys, inherit && styles.inherit)} dir="ltr">
      {keyNames(keys, platform === 'darwin').map((name, index) => (
        <kbd key={`${index} ${name}`} className={styles.key}>
          {name}
        </kbd>
      ))}
    </span>
  );
}
