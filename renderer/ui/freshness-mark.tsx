import type { ReactElement } from 'react';
import { useIntl } from 'react-intl';
import type { Freshness } from '../../shared/models/freshness';
import { classNames } from './class-names';
import { useClock } from './clock';
import styles from './freshness-mark.module.css';
import { freshnessText } from './freshness-text';
import { useWords } from './use-words';
import { VisuallyHidden } from './visually-hidden';

/** As it is drawn: what fails and was never read stands out from what is merely old. */
export type FreshnessLook = Freshness['state'] | 'unread';
export const freshnessLook = (freshness: Freshness): FreshnessLook => (freshness.state === 'stale' && freshness.asOf === null ? 'unread' : freshness.state);

const SHAPES: Readonly<Record<FreshnessLook, ReactElement>> = {
  live: <circle cx="5" cy="5" r="3.5" fill="currentColor" stroke="none" />,
  connecting: <circle cx="5" cy="5" r="3.2" strokeDasharray="3.4 1.6" />,
  reconnecting: (
    <>
      <circle cx="5" cy="5" r="3.2" />
      <path d="M5 1.8a3.2 3.2 0 000 6.4z" fill="currentColor" stroke="none" />
    </>
  ),
  stale: <circle cx="5" cy="5" r="3.2" />,
  unread: <path d="M5 1.2l4 7.6H1zM5 4.2v1.8M5 7.3v.1" strokeWidth={1.1} strokeLinecap="round" strokeLinejoin="round" />,
  idle: <path d="M1.8 5h6.4" strokeLinecap="round" />,
  off: (
    <>
      <circle cx="5" cy="5" r="3.2" />
      <path d="M2.8 2.8l4.4 4.4" />
    </>
  ),
};

/** The dot alone: a shape per state. Put a word or a name beside it. */
export function FreshnessDot({ look }: { readonly look: FreshnessLook }) {
  return (
    <svg
      className={classNames(styles.dot, styles[look])}
      width={10}
      height={10}
      viewBox="0 0 10 10"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      aria-hidden
    >
      {SHAPES[look]}
    </svg>
  );
}

export type FreshnessMarkProps = {
  readonly freshness: Freshness;
  /** `dot` shows the shape alone, and says the words to screen readers and in the title. */
  readonly detail?: 'dot' | 'short' | 'full';
};

/** How far the values beside it can be believed, as a shape and in words, kept true by the shared clock. */
export function FreshnessMark({ freshness, detail = 'short' }: FreshnessMarkProps) {
  const say = useWords();
  const intl = useIntl();
  const text = useClock((now) => freshnessText(say, intl, freshness, now, detail === 'short' ? 'short' : 'full'));
  const look = freshnessLook(freshness);
  if (detail === 'dot') {
    return (
      <span className={styles.mark} title={text}>
        <FreshnessDot look={look} />
        <VisuallyHidden>{text}</VisuallyHidden>
      </span>
    );
  }
  return (
    <span className={classNames(styles.mark, (look === 'reconnecting' || look === 'unread') && styles.warned)}>
      <FreshnessDot look={look} />
      <span className={styles.words} title={text}>
        {text}
      </span>
    </span>
  );
}
