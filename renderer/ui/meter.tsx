import { classNames } from './class-names';
import styles from './meter.module.css';

export type MeterProps = {
  /** 0 to 1; null: not known, which is drawn as such and never as nothing. */
  readonly share: number | null;
  /** What it measures and how much it is, for screen readers. */
  readonly label: string;
  readonly look?: 'progress' | 'amount';
  readonly tone?: 'accent' | 'ok' | 'bad' | 'quiet';
};

/** How far, or how much of what there is. Grows from where reading begins. */
export function Meter({ share, label, look = 'amount', tone = look === 'progress' ? 'accent' : 'quiet' }: MeterProps) {
  const percent = share === null ? null : Math.round(Math.min(1, Math.max(0, share)) * 1_000) / 10;
  const range = percent === null ? {} : { 'aria-valuenow': Math.round(percent), 'aria-valuemin': 0, 'aria-valuemax': 100 };
  return (
    <div
      role={look === 'progress' ? 'progressbar' : 'meter'}
      aria-label={label}
      {...(look === 'progress' || percent !== null ? range : { 'aria-valuenow': 0 })}
      className={classNames(styles.meter, styles[look], styles[tone], percent === null && styles.unknown)}
    >
      {percent !== null && <span className={styles.filled} style={{ inlineSize: `${percent}%` }} />}
    </div>
  );
}
