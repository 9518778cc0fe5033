import { CopyButton } from '../../parts/copy-button';
import { CodeBlock } from '../../ui/code-block';
import { FailureState } from '../../ui/failure-state';
import { Panel } from '../../ui/panel';
import { StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import styles from './run.module.css';
import type { Page } from './use-run-page';

/** Why a run ended that did not finish, and the last that it said: before everything else. */
export function ExitPanel({ page: { state, exit } }: { readonly page: Page }) {
  const say = useWords();
  if (state !== 'failed' && state !== 'killed') return null;
  const code = exit?.code ?? null;
  const signal = exit?.signal ?? null;
  const title = !exit
    ? say('runs.exit.unknown')
    : exit.cause === 'exited'
      ? code !== null
        ? say('runs.exit.code', { code })
        : signal !== null
          ? say('runs.exit.signal', { signal })
          : say('runs.exit.unknown')
      : say(`runs.exit.${exit.cause}`);
  const lines = exit?.lastLines ?? [];
  return (
    <Panel
      title={
        <span className={styles.exit}>
          <StateMark shape={state === 'failed' ? 'bad' : 'stopped'} size={15} />
          {title}
        </span>
      }
      aside={lines.length > 0 && <CopyButton text={lines.join('\n')} label={say('runs.exit.copy')} />}
    >
      <div className={styles.stack}>
        {exit?.failure && <FailureState compact once marked={false} failure={exit.failure} />}
        {lines.length > 0 && (
          <figure className={styles.last}>
            <figcaption>{say('runs.exit.last')}</figcaption>
            <CodeBlock height="low">{lines.join('\n')}</CodeBlock>
          </figure>
        )}
        {lines.length === 0 && !exit?.failure && <p className={styles.quiet}>{say('runs.exit.silent')}</p>}
      </div>
    </Panel>
  );
}
