import { classNames } from './class-names';
import styles from './field.module.css';

/** The look that all fields share, by the names that Mantine gives to the pieces of an input. */
export const fieldClasses = (mono = false) => ({
  root: styles.root ?? '',
  label: styles.label ?? '',
  description: styles.hint ?? '',
  error: styles.error ?? '',
  wrapper: styles.wrapper ?? '',
  section: styles.section ?? '',
  input: classNames(styles.input, mono && styles.mono) ?? '',
});
