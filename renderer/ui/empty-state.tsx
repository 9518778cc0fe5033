import type { ReactNode } from 'react';
import styles from './page-state.module.css';

export type EmptyStateProps = {
  readonly title: string;
  /** Why it is empty, and what would fill it. */
  readonly text?: ReactNode;
  /** The one next step, if there is one. */
  readonly action?: ReactNode;
  readonly art?: ReactNode;
};

/** Nothing is here, and that is true: it was read. */
export function EmptyState({ title, text, action, art }: EmptyStateProps) {
  return (
    <div className={styles.state}>
      {art && <div className={styles.art}>{art}</div>}
      <p className={styles.title}>{title}</p>
      {text && <p className={styles.text}>{text}</p>}
      {action && <div className={styles.actions}>{action}</div>}
    </div>
  );
}
