import { useEffect } from 'react';
import { bridge } from '../../data/bridge';
import { markInteractive } from '../../data/marks';
import { notify } from '../../parts/notices';
import { ScreenHeader } from '../../parts/screen-header';
import { Button } from '../../ui/button';
import { CopyIcon } from '../../ui/icons';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './about.module.css';
import { Licences } from './licences';

const VERSIONS = ['app', 'electron', 'chrome', 'node'] as const;

export function About() {
  const say = useWords();
  useEffect(markInteractive, []);
  return (
    <>
      <ScreenHeader title={say('about.title')} lead={say('about.what')} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Panel title={say('about.versions')} aside={say('about.licence')}>
            <dl className={styles.versions}>
              {VERSIONS.map((name) => (
                <div key={name}>
                  <dt>{say(`about.version.${name}`)}</dt>
                  <dd>
                    <bdi>{bridge.facts.versions[name]}</bdi>
                  </dd>
                </div>
              ))}
            </dl>
            <div className={styles.deeds}>
              <Button icon={CopyIcon} onClick={() => void copyDiagnostics()}>
                {say('about.diagnostics')}
              </Button>
            </div>
          </Panel>
          <Panel title={say('about.network')}>
            <p className={styles.text}>{say('about.network.text')}</p>
          </Panel>
        </div>
        <Licences />
      </div>
    </>
  );
}

async function copyDiagnostics(): Promise<void> {
  await bridge.command('copy-diagnostics');
  notify({ tone: 'ok', word: 'shell.diagnostics.copied' });
}
