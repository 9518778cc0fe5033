import { type ReactNode, useEffect } from 'react';
import { LOCALES, type Preferences, THEMES } from '../../../shared/models/preferences';
import { bridge } from '../../data/bridge';
import { markInteractive } from '../../data/marks';
import { setPreferences, usePreferences } from '../../data/preferences';
import { useChange } from '../../data/request';
import { useCandidates, useSettings } from '../../data/watch';
import { notify } from '../../parts/notices';
import { ScreenHeader } from '../../parts/screen-header';
import { Button } from '../../ui/button';
import { CodeText } from '../../ui/code-text';
import { FailureState } from '../../ui/failure-state';
import { OpenFolderIcon } from '../../ui/icons';
import { Panel } from '../../ui/panel';
import { Segmented } from '../../ui/segmented';
import { StateMark } from '../../ui/state-mark';
import { Switch } from '../../ui/switch';
import { useWords } from '../../ui/use-words';
import { NoticesPanel } from './notices-panel';
import styles from './settings.module.css';
import { Store } from './store';

/** How each language calls itself. */
const LANGUAGES = { en: 'English', ar: 'العربية' } as const;

export function Settings() {
  const say = useWords();
  useEffect(markInteractive, []);
  return (
    <>
      <ScreenHeader title={say('settings.title')} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Appearance />
          <Safety />
        </div>
        <div className={styles.column}>
          <Store />
          <Sources />
          <Panel title={say('settings.logs')}>
            <div className={styles.stack}>
              <p className={styles.text}>{say('settings.logs.text')}</p>
              <div>
                <Button icon={OpenFolderIcon} onClick={() => void bridge.command('open-logs')}>
                  {say('settings.logs.open')}
                </Button>
              </div>
            </div>
          </Panel>
        </div>
      </div>
    </>
  );
}

function Appearance() {
  const say = useWords();
  const { theme, locale, density, motion } = usePreferences();
  const set = (patch: Partial<Preferences>) => void setPreferences(patch);
  return (
    <Panel title={say('settings.appearance')}>
      <div className={styles.stack}>
        <Line word={say('settings.theme')}>
          <Segmented
            label={say('settings.theme')}
            value={theme}
            segments={THEMES.map((value) => ({ value, label: say(`settings.theme.${value}`) }))}
            onChange={(next) => set({ theme: next })}
          />
        </Line>
        <Line word={say('settings.locale')}>
          <Segmented
            label={say('settings.locale')}
            value={locale}
            segments={[{ value: 'system', label: say('settings.locale.system') }, ...LOCALES.map((value) => ({ value, label: LANGUAGES[value] }))]}
            onChange={(next) => set({ locale: next })}
          />
        </Line>
        <Line word={say('settings.density')}>
          <Segmented
            label={say('settings.density')}
            value={density}
            segments={(['compact', 'comfortable'] as const).map((value) => ({ value, label: say(`settings.density.${value}`) }))}
            onChange={(next) => set({ density: next })}
          />
        </Line>
        <Line word={say('settings.motion')}>
          <Segmented
            label={say('settings.motion')}
            value={motion}
            segments={(['system', 'reduce'] as const).map((value) => ({ value, label: say(`settings.motion.${value}`) }))}
            onChange={(next) => set({ motion: next })}
          />
        </Line>
      </div>
    </Panel>
  );
}

function Line({ word, children }: { readonly word: string; readonly children: ReactNode }) {
  return (
    <div className={styles.line}>
      <span aria-hidden className={styles.word}>
        {word}
      </span>
      {children}
    </div>
  );
}

function Safety() {
  const say = useWords();
  const { value, failure } = useSettings();
  const { mutate } = useChange('settings.update', { failed: (reason) => notify({ tone: 'bad', word: 'settings.change.failed', failure: reason }) });
  return (
    <>
      <Panel title={say('settings.safety')}>
        {failure && <FailureState compact failure={failure} what={say('settings.failed')} />}
        {value && (
          <Switch
            label={say('settings.read-only')}
            hint={say('settings.read-only.hint')}
            checked={value.settings.readOnly}
            onChange={(readOnly) => mutate({ readOnly })}
          />
        )}
      </Panel>
      {value && <NoticesPanel settings={value.settings} onChange={mutate} />}
    </>
  );
}

function Sources() {
  const say = useWords();
  const { value, failure } = useCandidates();
  return (
    <Panel title={say('settings.sources')}>
      <div className={styles.stack}>
        <p className={styles.text}>{say('settings.sources.text')}</p>
        {failure && <FailureState compact failure={failure} />}
        {value?.sources.length === 0 && <p>{say('settings.sources.none')}</p>}
        <ul className={styles.sources}>
          {value?.sources.map((source) => (
            <li key={source.name}>
              {source.failure ? (
                <FailureState compact failure={source.failure} what={source.name} />
              ) : (
                <span className={styles.source}>
                  <StateMark shape="ok" />
                  <CodeText wrap>{source.name}</CodeText>
                  <span className={styles.text}>{say('settings.sources.fine')}</span>
                </span>
              )}
            </li>
          ))}
        </ul>
        <div>
          <Button onClick={() => void bridge.command('add-kubeconfig')}>{say('settings.sources.add')}</Button>
        </div>
      </div>
    </Panel>
  );
}
