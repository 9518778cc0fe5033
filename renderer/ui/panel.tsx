import { type ReactNode, useId } from 'react';
import { classNames } from './class-names';
import styles from './panel.module.css';

export type PanelProps = {
  readonly title?: ReactNode;
  /** Beside the title: a chip, a count. */
  readonly beside?: ReactNode;
  /** At the end of the header: freshness, a few quiet buttons. */
  readonly aside?: ReactNode;
  readonly footer?: ReactNode;
  /** Below all: what keys do. Gives way where the window is low. */
  readonly hints?: ReactNode;
  /** Inner space; off for tables and lists that reach the edges. */
  readonly padded?: boolean;
  /** Takes the height that is left, and lets its content scroll. */
  readonly fill?: boolean;
  readonly children: ReactNode;
};

/** One thing on the screen, under one heading. */
export function Panel({ title, beside, aside, footer, hints, padded = true, fill = false, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classNames(styles.panel, fill && styles.fill)} aria-labelledby={title ? id : undefined}>
      {(title || aside) && (
        <div className={styles.header}>
          {title && (
            <h2 id={id} className={styles.title}>
              {title}
            </h2>
          )}
          {beside}
          {aside && <div className={styles.aside}>{aside}</div>}
        </div>
      )}
      <div className={classNames(styles.body, padded ? styles.padded : styles.flush)}>{children}</div>
      {footer && <div className={styles.footer}>{footer}</div>}
      {hints && <div className={classNames(styles.footer, styles.hints)}>{hints}</div>}
    </section>
  );
}
