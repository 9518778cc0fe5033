import type { ReactNode } from 'react';
import styles from './visually-hidden.module.css';

/** Words for screen readers where sight has a shape. */
export function VisuallyHidden({ children }: { readonly children: ReactNode }) {
  return <span className={styles.hidden}>{children}</span>;
}
