import { useState } from 'react';
import type { Settings } from '../../../shared/models/settings';
import { Panel } from '../../ui/panel';
import { Switch } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { clockTime, parseClockTime } from './clock-time';
import styles from './settings.module.css';

/** What the first quiet night is proposed to be. */
const NIGHT = { from: 22 * 60, to: 7 * 60 } as const;

export type NoticesPanelProps = { readonly settings: Settings; readonly onChange: (patch: Partial<Settings>) => void };

/** Whether, and when, the system's notifications tell what newly waits. */
export function NoticesPanel({ settings: { notify, quietHours }, onChange }: NoticesPanelProps) {
  const say = useWords();
  return (
    <Panel title={say('settings.notices')}>
      <div className={styles.stack}>
        <Switch label={say('settings.notify')} hint={say('settings.notify.hint')} checked={notify} onChange={(next) => onChange({ notify: next })} />
        {notify && (
          <Switch
            label={say('settings.quiet')}
            hint={say('settings.quiet.hint')}
            checked={quietHours !== null}
            onChange={(quiet) => onChange({ quietHours: quiet ? NIGHT : null })}
          />
        )}
        {notify && quietHours && (
          <div className={styles.times}>
            <TimeField label={say('settings.quiet.from')} minutes={quietHours.from} onChange={(from) => onChange({ quietHours: { ...quietHours, from } })} />
            <TimeField label={say('settings.quiet.to')} minutes={quietHours.to} onChange={(to) => onChange({ quietHours: { ...quietHours, to } })} />
          </div>
        )}
      </div>
    </Panel>
  );
}

/** Kept as typed until it is a time of day. */
function TimeField({ label, minutes, onChange }: { readonly label: string; readonly minutes: number; readonly onChange: (minutes: number) => void }) {
  const say = useWords();
  const [draft, setDraft] = useState<string | null>(null);
  const change = (text: string) => {
    setDraft(text);
    const parsed = parseClockTime(text);
    if (parsed !== null && parsed !== minutes) onChange(parsed);
  };
  const wrong = draft !== null && parseClockTime(draft) === null;
  return <TextField mono label={label} value={draft ?? clockTime(minutes)} error={wrong ? say('settings.quiet.no-time') : null} onChange={change} />;
}
