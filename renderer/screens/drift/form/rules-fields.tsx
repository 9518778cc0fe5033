import { MONITOR_WINDOWS } from '../../../../shared/models/drift-monitor';
import { Select } from '../../../ui/select';
import { TextField } from '../../../ui/text-field';
import { type Say, useWords } from '../../../ui/use-words';
import styles from './form.module.css';
import { isBins, shareOf, whole } from './monitor-draft';
import type { FieldsProps } from './monitor-form';

const ASKED = '';
/** Minutes. */
const PACES = ['5', '15', '60', '360', '1440'];
const HOUR = 60;
const DAY = 1_440;

function paceText(say: Say, pace: string): string {
  const minutes = Number(pace);
  if (minutes === DAY) return say('monitors.form.every.day');
  return minutes % HOUR === 0 ? say('monitors.form.every.hours', { hours: minutes / HOUR }) : say('monitors.form.every.minutes', { minutes });
}

/** Windows, pace, and what holds for every column. */
export function RulesFields({ draft, set }: FieldsProps) {
  const say = useWords();
  const wrong = (isWrong: boolean, word: 'bins.wrong' | 'share.wrong' | 'number.wrong') => (isWrong ? say(`monitors.form.${word}`) : null);
  const paces = PACES.includes(draft.every) || draft.every === ASKED ? PACES : [...PACES, draft.every];
  return (
    <section>
      <h3 className={styles.heading}>{say('monitors.form.rules')}</h3>
      <div className={styles.fields}>
        <Select
          label={say('monitors.form.window')}
          value={draft.window}
          choices={MONITOR_WINDOWS.map((value) => ({ value, label: say(`monitors.window.${value}`) }))}
          onChange={(window) => set({ window })}
        />
        <Select
          label={say('monitors.form.every')}
          hint={say('monitors.form.every.hint')}
          value={draft.every}
          choices={[{ value: ASKED, label: say('monitors.form.every.asked') }, ...paces.map((value) => ({ value, label: paceText(say, value) }))]}
          onChange={(every) => set({ every })}
        />
        <TextField
          label={say('monitors.form.rows')}
          hint={say('monitors.form.rows.hint')}
          kind="number"
          value={draft.rows}
          error={wrong(whole(draft.rows, 1, Number.MAX_SAFE_INTEGER) === null, 'number.wrong')}
          onChange={(rows) => set({ rows })}
        />
        <TextField
          label={say('monitors.form.bins')}
          kind="number"
          value={draft.bins}
          error={wrong(!isBins(draft.bins), 'bins.wrong')}
          onChange={(bins) => set({ bins })}
        />
        {(
          [
            ['missing', 'missing'],
            ['new', 'newCategories'],
            ['range', 'outOfRange'],
          ] as const
        ).map(([word, field]) => (
          <TextField
            key={field}
            label={say(`monitors.form.${word}`)}
            hint={say('monitors.form.percent.hint')}
            kind="number"
            value={draft[field]}
            error={wrong(shareOf(draft[field]) === null, 'share.wrong')}
            onChange={(value) => set({ [field]: value })}
          />
        ))}
      </div>
    </section>
  );
}
