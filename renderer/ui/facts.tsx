import type { ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './facts.module.css';

/** Words and their values. `ends`: the values stand at the other edge, as numbers do. */
export function Facts({ ends = false, children }: { readonly ends?: boolean; readonly children: ReactNode }) {
  return <dl className={classNames(styles.facts, ends && styles.ends)}>{children}</dl>;
}

export type FactProps = {
  readonly word: ReactNode;
  /** What the others come to: between lines. */
  readonly sum?: boolean;
  readonly warn?: boolean;
  readonly children: ReactNode;
};

export function Fact({ word, sum = false, warn = false, children }: FactProps) {
  return (
    <div className={classNames(sum && styles.sum)}>
      <dt>{word}</dt>
      <dd className={classNames(warn && styles.warn)}>{children}</dd>
    </div>
  );
}
