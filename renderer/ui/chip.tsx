import type { ReactNode } from 'react';
import styles from './chip.module.css';
import { classNames } from './class-names';
import { type MarkShape, StateMark, type Tone } from './state-mark';

export type ChipProps = {
  /** `production` is a strong outline: red is for what is wrong, not for where one is. */
  readonly tone?: Tone | 'production';
  /** The sign before the word. A tone that says a state has one by itself. */
  readonly mark?: MarkShape | null;
  readonly children: ReactNode;
};

const MARKS: Partial<Record<Tone | 'production', MarkShape>> = {
  ok: 'ok',
  warn: 'warn',
  bad: 'bad',
  unknown: 'unknown',
  candidate: 'candidate',
  accent: 'running',
};

/** A state, a place or a mark in one or two words. */
export function Chip({ tone = 'plain', mark = MARKS[tone] ?? null, children }: ChipProps) {
  return (
    <span className={classNames(styles.chip, styles[tone])}>
      {mark && <StateMark shape={mark} tone="inherit" size={12} />}
      <span className={styles.words}>{children}</span>
    </span>
  );
}
