import type { ColumnReport } from '../../../../shared/models/drift-report';
import { classNames } from '../../../ui/class-names';
import { anchorOf } from '../../../ui/popover';
import { useWords } from '../../../ui/use-words';
import { useDriftWords } from '../../../parts/use-drift-words';
import { type Explained, isShare, type NumberOf, thresholdOf, wordOf } from './explain-number';
import styles from './explain.module.css';

type NumberButtonProps = {
  readonly report: ColumnReport;
  readonly of: NumberOf;
  readonly value: number | null;
  readonly onExplain: (explained: Explained) => void;
  /** It is the reason of a verdict. */
  readonly bad?: boolean;
  /** In the cell of a table, which is walked by its own keys. */
  readonly inRow?: boolean;
};

/** A number that says where it comes from when it is pressed; also one that is absent, which says why. */
export function NumberButton({ report, of, value, onExplain, bad = false, inRow = false }: NumberButtonProps) {
  const say = useWords();
  const words = useDriftWords();
  const threshold = thresholdOf(report, of);
  const isOver = bad || (threshold !== null && value !== null && value >= threshold && report.aspects.distribution === 'drifted');
  const text = value === null ? '–' : of === 'rows' ? words.count(value) : isShare(of) ? words.share(value) : words.number(value, threshold ?? undefined);
  return (
    <button
      type="button"
      className={classNames(styles.number, isOver && styles.over, value === null && styles.absent)}
      tabIndex={inRow ? -1 : undefined}
      aria-haspopup="dialog"
      aria-label={say('monitors.number', { word: say(wordOf(of)), column: report.name, value: text })}
      onClick={(event) => onExplain({ of, report, anchor: anchorOf(event.currentTarget) })}
    >
      <bdi>{text}</bdi>
    </button>
  );
}
