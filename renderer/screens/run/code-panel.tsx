import { useIntl } from 'react-intl';
import { CopyButton } from '../../parts/copy-button';
import { shortId } from '../../parts/metric-text';
import { bytesText } from '../../ui/bytes-text';
import { CodeText } from '../../ui/code-text';
import { Fact, Facts } from '../../ui/facts';
import { Panel } from '../../ui/panel';
import { StateMark } from '../../ui/state-mark';
import { type Say, useWords } from '../../ui/use-words';
import styles from './run.module.css';
import type { Page } from './use-run-page';

/** What ran: the commit, what was not committed, the environment, the command. */
export function CodePanel({ page: { run } }: { readonly page: Page }) {
  const say = useWords();
  const intl = useIntl();
  const { code } = run;
  if (!code) return null;
  const command = code.argv.map((part) => (/^[\w./:=@%+-]+$/.test(part) ? part : `'${part.replaceAll("'", String.raw`'\''`)}'`)).join(' ');
  return (
    <Panel title={say('runs.code')} aside={code.project && <bdi dir="ltr">{code.project === '.' ? run.entryPoint : code.project}</bdi>}>
      <Facts ends>
        <Fact word={say('runs.code.commit')}>
          {code.commit === null ? (
            say('runs.code.no-commit')
          ) : (
            <>
              <CodeText>{shortId(code.commit)}</CodeText>{' '}
              {code.branch !== null && <bdi className={styles.quiet}>{say('runs.code.branch', { branch: code.branch })}</bdi>}
            </>
          )}
        </Fact>
        {code.dirty !== null && (
          <Fact warn={code.dirty} word={say('runs.code.tree')}>
            {code.dirty && <StateMark shape="warn" size={12} />} {say(code.dirty ? 'runs.code.dirty' : 'runs.code.clean')}
          </Fact>
        )}
        {code.environment !== null && (
          <Fact word={say('runs.code.environment')}>
            <bdi title={code.environment}>{environmentText(say, code.environment)}</bdi>
          </Fact>
        )}
      </Facts>
      {code.patch !== null && (
        <p className={styles.note}>{say(code.commit === null ? 'runs.code.kept' : 'runs.code.patch', { size: bytesText(intl, code.patchBytes ?? 0) })}</p>
      )}
      {code.argv.length > 0 && (
        <div className={styles.command}>
          <code dir="ltr">{command}</code>
          <CopyButton text={command} label={say('runs.code.copy')} />
        </div>
      )}
    </Panel>
  );
}

/** As it is kept: which one, and its version (electron/engine/training/environments.ts). */
function environmentText(say: Say, environment: string): string {
  const [, version] = /^machine (.+)$/.exec(environment) ?? [];
  return version === undefined ? environment : say('runs.code.environment.machine', { version });
}
