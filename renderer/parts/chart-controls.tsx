import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { Segmented } from '../ui/segmented';
import { Select } from '../ui/select';
import { Checkbox } from '../ui/switch';
import { useWords } from '../ui/use-words';
import { AXES, type Axis, WEIGHTS } from './chart-choices';
import styles from './chart-controls.module.css';

/** What stands above charts, in a line that breaks where it must. */
export function ChartBar({ children }: { readonly children: ReactNode }) {
  return <div className={styles.bar}>{children}</div>;
}

export type AxisChoiceProps = { readonly axis: Axis; readonly onAxis: (axis: Axis) => void };

export function AxisChoice({ axis, onAxis }: AxisChoiceProps) {
  const say = useWords();
  return <Segmented label={say('runs.axis')} value={axis} segments={AXES.map((value) => ({ value, label: say(`runs.axis.${value}`) }))} onChange={onAxis} />;
}

export type ChartControlsProps = AxisChoiceProps & {
  readonly weight: number;
  readonly onWeight: (weight: number) => void;
  readonly log: boolean;
  readonly onLog: (log: boolean) => void;
};

/** Along what charts of metrics are drawn, how smooth, and on which scale. */
export function ChartControls({ axis, onAxis, weight, onWeight, log, onLog }: ChartControlsProps) {
  const say = useWords();
  const intl = useIntl();
  return (
    <>
      <AxisChoice axis={axis} onAxis={onAxis} />
      <div className={styles.weight}>
        <Select
          label={say('runs.smooth')}
          labelHidden
          size="s"
          value={String(weight)}
          choices={WEIGHTS.map((each) => ({
            value: String(each),
            label: each === 0 ? say('runs.smooth.none') : say('runs.smooth.by', { weight: intl.formatNumber(each) }),
          }))}
          onChange={(next) => onWeight(Number(next))}
        />
      </div>
      <Checkbox label={say('runs.log-scale')} checked={log} onChange={onLog} />
    </>
  );
}
