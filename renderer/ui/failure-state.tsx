import { type ReactNode, useState } from 'react';
import type { Failure, FailureReason } from '../../shared/models/failure';
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
  /** Texts that stand beside it already, such as the path of a file. The copied report has them still. */
  readonly told?: readonly string[];
  /** Off where the place bears a mark of its own. */
  readonly marked?: boolean;
  /** It was asked for once, as an action is: whatever went wrong, nobody tries it again by itself. */
  readonly once?: boolean;
  /** A line or two inside a panel, instead of the whole place. */
  readonly compact?: boolean;
};

/** Of a program of the user's, or a rule of the cluster, only its own words tell what to do. */
const isSaidFirst = (reason: FailureReason | undefined) => reason !== undefined && (reason.startsWith('exec-') || RULES.includes(reason));
const RULES: readonly FailureReason[] = ['admission-denied', 'dry-run-refused'];

/** It could not be done or read: what happened, the closer reason, what was said word for word, and what would help. */
export function FailureState(props: FailureStateProps) {
  const { failure, what, onRetry, retrying = false, actions, facts = {}, told = [], marked = true, once = false, compact = false } = props;
  const say = useWords();
  const { reason, text, values = {} } = failure.detail;
  // The code's own sentence is for want of a closer one: beside it, it may well be untrue.
  const [title, ...others] = [what, say(reason ? reasonWord(reason) : failureWord(failure.code), failure.detail.values)].filter(Boolean);
  const shown = Object.entries(values).filter(([, value]) => value !== text && !told.includes(value));
  return (
    <div className={classNames(styles.state, styles.failure, compact && styles.compact)} role="alert">
      <p className={styles.title}>
        {marked && <StateMark shape="bad" size={compact ? 13 : 20} />}
        <span>{title}</span>
      </p>
      {others.map((words) => (
        <p key={words} className={styles.text}>
          {words}
        </p>
      ))}
      {shown.length > 0 && <FailureValues values={shown} />}
      {text && (
        <details className={styles.said} open={isSaidFirst(reason)}>
          <summary>{say('failure.detail')}</summary>
          <pre dir="ltr">{text}</pre>
        </details>
      )}
      <div className={classNames(styles.actions, !onRetry && !actions && styles.reportFirst)}>
        {onRetry && (
          <Button icon={ReloadIcon} size={compact ? 's' : 'm'} working={retrying} onClick={onRetry}>
            {say('ui.retry')}
          </Button>
        )}
        {actions}
        <CopyReport report={failureReport(failure, facts)} small={compact} />
        <span className={styles.retry}>{say(`failure.retry.${once && failure.retry === 'self' ? 'user' : failure.retry}`)}</span>
      </div>
    </div>
  );
}

function FailureValues({ values }: { readonly values: readonly (readonly [name: string, value: string])[] }) {
  return (
    <dl className={styles.values} dir="ltr">
      {values.map(([name, value]) => (
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
