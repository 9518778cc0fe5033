import type { ReactNode } from 'react';
import styles from './screen-header.module.css';

export type ScreenHeaderProps = {
  readonly title: ReactNode;
  /** One line beside the title: what is seen here. */
  readonly lead?: ReactNode;
  /** What can be done with the whole screen. */
  readonly children?: ReactNode;
};

/** The first line of every screen. */
export function ScreenHeader({ title, lead, children }: ScreenHeaderProps) {
  return (
    <div className={styles.header}>
      <h1>{title}</h1>
      {lead && <div className={styles.lead}>{lead}</div>}
      {children && <div className={styles.deeds}>{children}</div>}
    </div>
  );
}
