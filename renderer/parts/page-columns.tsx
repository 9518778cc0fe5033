import type { ReactNode } from 'react';
import styles from './page-columns.module.css';

/** What a page is about, and beside it the facts; below each other where there is no room. */
export function PageColumns({ main, side }: { readonly main: ReactNode; readonly side: ReactNode }) {
  return (
    <div className={styles.page}>
      <div className={styles.main}>{main}</div>
      <div className={styles.side}>{side}</div>
    </div>
  );
}
