import { useIntl } from 'react-intl';
import { classNames } from './class-names';
import { ShareText } from './number-text';
import styles from './split-bar.module.css';
import { useWords } from './use-words';
import { VisuallyHidden } from './visually-hidden';

export type SplitArm = {
  readonly id: string;
  readonly label: string;
  /** 0 to 1; null where the system does not say. */
  readonly share: number | null;
  readonly tone: 'stable' | 'candidate' | 'second';
};

export type SplitBarProps = {
  /** What is split, for screen readers. */
  readonly label: string;
  /** In order from the start; together 1, unless a share is not known. Empty or `unreadable`: the whole bar is hatched. */
  readonly arms: readonly SplitArm[];
  /** Why nothing is known of the split. */
  readonly unreadable?: string;
  /** The share of the first arm that is wanted, where the system reports another: drawn as a dashed line. */
  readonly desired?: number;
  readonly thin?: boolean;
  /** For the one bar that a page is about. */
  readonly tall?: boolean;
};

const NAMED_FROM = 0.1;
const COUNTED_FROM = 0.2;

/** How traffic is shared. Known shares are solid, unknown ones hatched, and numbers are beside the bar where they do not fit in it. */
export function SplitBar({ label, arms, unreadable, desired, thin = false, tall = false }: SplitBarProps) {
  const intl = useIntl();
  const say = useWords();
  const percent = (share: number) => intl.formatNumber(share, { style: 'percent', maximumFractionDigits: share > 0 && share < 0.1 ? 1 : 0 });
  const spoken = arms.map((arm) => `${arm.label} ${arm.share === null ? say('ui.split.unknown') : percent(arm.share)}`);
  const known = arms.reduce((sum, { share }) => sum + (share ?? 0), 0);
  const unknowns = arms.filter(({ share }) => share === null).length;
  const crowded = arms.filter(({ share }) => share !== null && share > 0 && share < COUNTED_FROM);
  const sayDesired = desired === undefined ? null : say('ui.split.desired', { share: percent(1 - desired) });
  return (
    <div className={styles.split}>
      <div className={classNames(styles.bar, thin && styles.thin, tall && styles.tall)} aria-hidden>
        {unreadable !== undefined && <div className={classNames(styles.arm, styles.unknown, styles.whole)}>{!thin && <em>{unreadable}</em>}</div>}
        {unreadable === undefined &&
          arms.map(({ id, label: name, share, tone }) => {
            const width = share ?? (1 - known) / unknowns;
            if (width <= 0) return null;
            return (
              <div key={id} className={classNames(styles.arm, share === null ? styles.unknown : styles[tone])} style={{ inlineSize: `${width * 100}%` }}>
                {!thin && (share === null ? <em>{name}&nbsp;?</em> : share >= NAMED_FROM && <bdi className={styles.name}>{name}</bdi>)}
                {!thin && share !== null && share >= COUNTED_FROM && <ShareText share={share} />}
              </div>
            );
          })}
        {desired !== undefined && unreadable === undefined && <i className={styles.desired} style={{ insetInlineStart: `${desired * 100}%` }} />}
      </div>
      {!thin && (crowded.length > 0 || sayDesired) && (
        <div className={styles.caption} aria-hidden>
          <span>{crowded.map((arm) => `${arm.label} ${percent(arm.share ?? 0)}`).join(say('ui.list.comma'))}</span>
          {sayDesired && <span>{sayDesired}</span>}
        </div>
      )}
      <VisuallyHidden>{[`${label}: ${unreadable ?? spoken.join(say('ui.list.comma'))}`, sayDesired].filter(Boolean).join(say('ui.list.comma'))}</VisuallyHidden>
    </div>
  );
}
