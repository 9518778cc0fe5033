import { useIntl } from 'react-intl';
import { classNames } from './class-names';
import { useClock } from './clock';
import styles from './page-state.module.css';
import { spanText } from './time-text';
import { useWords } from './use-words';

const LONG_MS = 2_000;
const WIDTHS = ['70%', '100%', '84%', '52%', '92%', '64%'];

export type LoadingStateProps = {
  /** What is awaited, as a sentence: `Asking ae-prod for its deployments`. */
  readonly what: string;
  /** Since when, epoch ms; said after two seconds. */
  readonly since?: number;
  readonly lines?: number;
};

/** Not yet: what will be here has been asked for. */
export function LoadingState({ what, since, lines = 4 }: LoadingStateProps) {
  const intl = useIntl();
  const say = useWords();
  const waited = useClock((now) => (since !== undefined && now - since >= LONG_MS ? spanText(intl, now - since) : null));
  return (
    <output className={classNames(styles.state, styles.loading)}>
      <div className={styles.skeleton} aria-hidden>
        {WIDTHS.slice(0, lines).map((inlineSize) => (
          <div key={inlineSize} className={styles.bone} style={{ inlineSize }} />
        ))}
      </div>
      <p className={styles.awaited} data-figures>
        {waited === null ? what : say('ui.loading.since', { what, span: waited })}
      </p>
    </output>
  );
}
