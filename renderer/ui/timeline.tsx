import type { ReactNode } from 'react';
import { type MarkShape, StateMark } from './state-mark';
import { ClockTime } from './time-texts';
import styles from './timeline.module.css';

export type TimelineEntry = { readonly id: string; readonly at: number; readonly shape: MarkShape; readonly title: ReactNode; readonly text?: ReactNode };

/** What happened, one under the other, newest first as the caller orders it. */
export function Timeline({ label, entries }: { readonly label: string; readonly entries: readonly TimelineEntry[] }) {
  return (
    <ol className={styles.timeline} aria-label={label}>
      {entries.map(({ id, at, shape, title, text }) => (
        <li key={id} className={styles.entry}>
          <span className={styles.when}>
            <ClockTime at={at} />
          </span>
          <span className={styles.mark}>
            <StateMark shape={shape} size={13} />
          </span>
          <div className={styles.words}>
            <div>{title}</div>
            {text && <div className={styles.text}>{text}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
