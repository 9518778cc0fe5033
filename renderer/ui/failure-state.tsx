import { type ReactNode, useState } from 'react';
import type { Failure } from '../../shared/models/failure';
import { failureWord, reasonWord } from '../../shared/words/words';
import { Button } from './button';
import { classNames } from './class-names';
import { failureReport } from './failure-report';
import { CopyIcon, ReloadIcon } from './icons';
import styles from './page-state.module.css';
import { StateMark } from './state-mark';
import { useWords } from './use-words';

export type FailureStateProps = {
  readonly failure: Failure;
  /** What failed: `The rights of ae-prod could not be read`. */
  readonly what?: string;
  readonly onRetry?: () => void;
  readonly retrying?: boolean;
  /** Other ways out: sign in, open settings. */
  readonly actions?: ReactNode;
  /** Facts for the report: versions, the screen. Never secrets. */
  readonly facts?: Readonly<Record<string, string>>;
  /** A line or two inside a panel, instead of the whole place. */
  readonly compact?: boolean;
};

/** It could not be done or read: what happened, the closer reason, what was said word for word, and what would help. */
export function FailureState({ failure, what, onRetry, retrying = false, actions, facts = {}, compact = false }: FailureStateProps) {
  const say = useWords();
  const { reason, text, values } = failure.detail;
  // From the nearest to the most general; two are enough.
  const [title, ...others] = [what, reason && say(reasonWord(reason)), say(failureWord(failure.code))].filter(Boolean).slice(0, 2);
  return (
    <div className={classNames(styles.state, styles.failure, compact && styles.compact)} role="alert">
      <p className={styles.title}>
        <StateMark shape="bad" size={compact ? 13 : 20} />
        <span>{title}</span>
      </p>
      {others.map((words) => (
        <p key={words} className={styles.text}>
          {words}
        </p>
      ))}
      {values && Object.keys(values).length > 0 && <FailureValues values={values} />}
      {text && (
        <details className={styles.said}>
          <summary>{say('failure.detail')}</summary>
          <pre dir="ltr">{text}</pre>
        </details>
      )}
      <div className={styles.actions}>
        {onRetry && (
          <Button icon={ReloadIcon} size={compact ? 's' : 'm'} working={retrying} onClick={onRetry}>
            {say('ui.retry')}
          </Button>
        )}
        {actions}
        <CopyReport report={failureReport(failure, facts)} small={compact} />
        <span className={styles.retry}>{say(`failure.retry.${failure.retry}`)}</span>
      </div>
    </div>
  );
}

function FailureValues({ values }: { readonly values: Readonly<Record<string, string>> }) {
  return (
    <dl className={styles.values} dir="ltr">
      {Object.entries(values).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function CopyReport({ report, small }: { readonly report: string; readonly small: boolean }) {
  const say = useWords();
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(report).then(() => setCopied(true));
  return (
    <Button kind="quiet" size={small ? 's' : 'm'} icon={CopyIcon} onClick={copy}>
      {copied ? say('ui.copied') : say('failure.copy')}
    </Button>
  );
}
