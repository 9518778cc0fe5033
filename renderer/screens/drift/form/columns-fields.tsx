import { useMemo, useState } from 'react';
import type { DriftMeasure } from '../../../../shared/models/drift-config';
import { SearchField } from '../../../ui/search-field';
import { Select } from '../../../ui/select';
import { Checkbox } from '../../../ui/switch';
import { TextField } from '../../../ui/text-field';
import { useWords } from '../../../ui/use-words';
import { DRIFT_MEASURES } from '../measures';
import { useDriftWords } from '../../../parts/use-drift-words';
import styles from './form.module.css';
import { type ColumnDraft, customThreshold, EMPTY_COLUMN, isAboveZero, isBins } from './monitor-draft';
import type { FieldsProps } from './monitor-form';

/** So many are drawn at once: a form of a thousand is narrowed by typing. */
const SHOWN = 40;

/** Which columns are judged, and how, where the rules for all do not fit. */
export function ColumnsFields({ draft, set }: FieldsProps) {
  const say = useWords();
  const [text, setText] = useState('');
  const names = useMemo(() => Object.keys(draft.columns), [draft.columns]);
  const found = names.filter((name) => name.toLowerCase().includes(text.trim().toLowerCase()));
  const change = (name: string, patch: Partial<ColumnDraft>) =>
    set({ columns: { ...draft.columns, [name]: { ...(draft.columns[name] ?? EMPTY_COLUMN), ...patch } } });
  const none = names.length > 0 && names.every((name) => !draft.columns[name]?.judged);
  if (names.length === 0) return null;
  return (
    <section>
      <h3 className={styles.heading}>{say('monitors.form.columns')}</h3>
      <p className={styles.quiet}>{say('monitors.form.columns.hint')}</p>
      {names.length > SHOWN && <SearchField label={say('monitors.features.find')} value={text} onChange={setText} />}
      {none && (
        <p role="alert" className={styles.wrong}>
          {say('monitors.form.column.needed')}
        </p>
      )}
      <div className={styles.columns}>
        {found.slice(0, SHOWN).map((name) => (
          <OneColumn
            key={name}
            name={name}
            column={draft.columns[name] ?? EMPTY_COLUMN}
            bins={draft.bins}
            isPrediction={draft.predictions.includes(name)}
            onPrediction={(is) => set({ predictions: is ? [...draft.predictions, name] : draft.predictions.filter((each) => each !== name) })}
            onChange={(patch) => change(name, patch)}
          />
        ))}
      </div>
    </section>
  );
}

type OneColumnProps = {
  readonly name: string;
  readonly column: ColumnDraft;
  readonly bins: string;
  readonly isPrediction: boolean;
  readonly onPrediction: (is: boolean) => void;
  readonly onChange: (patch: Partial<ColumnDraft>) => void;
};

function OneColumn({ name, column: { judged, measure, threshold, bins }, bins: usual, isPrediction, onPrediction, onChange }: OneColumnProps) {
  const say = useWords();
  const words = useDriftWords();
  const of = (what: 'measure' | 'threshold' | 'bins') => say('monitors.form.of', { what: say(`monitors.form.${what}`), column: name });
  return (
    <fieldset className={styles.column} aria-label={name}>
      <Checkbox label={name} checked={judged} onChange={(on) => onChange({ judged: on })} />
      {judged && (
        <>
          <Checkbox label={say('monitors.form.prediction')} checked={isPrediction} onChange={onPrediction} />
          <Select<DriftMeasure | ''>
            label={of('measure')}
            labelHidden
            size="s"
            value={measure}
            choices={[
              { value: '', label: say('monitors.form.measure.default') },
              ...DRIFT_MEASURES.map((value) => ({ value, label: say(`drift.measure.${value}`) })),
            ]}
            onChange={(next) => onChange({ measure: next })}
          />
          <TextField
            label={of('threshold')}
            labelHidden
            size="s"
            kind="number"
            placeholder={say('monitors.form.threshold.default', { value: words.number(customThreshold(measure)) })}
            value={threshold}
            error={threshold.trim() !== '' && !isAboveZero(threshold) ? say('monitors.form.number.wrong') : null}
            onChange={(next) => onChange({ threshold: next })}
          />
          <TextField
            label={of('bins')}
            labelHidden
            size="s"
            kind="number"
            placeholder={`${say('monitors.form.bins')}: ${usual}`}
            value={bins}
            error={bins.trim() !== '' && !isBins(bins) ? say('monitors.form.bins.wrong') : null}
            onChange={(next) => onChange({ bins: next })}
          />
        </>
      )}
    </fieldset>
  );
}
