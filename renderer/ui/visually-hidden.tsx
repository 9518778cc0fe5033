import type { ReactNode } from 'react';
import styles from './visually-hidden.module.css';

/** Words for screen readers where sight has a shape. What it stands in must be positioned, else it lengthens the page. */
export function VisuallyHidden({ children }: { readonly children: ReactNode }) {
  return <span className={styles.hidden}>{children}</span>;
}
