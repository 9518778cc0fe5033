import { Button } from '../ui/button';
import { IconButton } from '../ui/icon-button';
import { AddIcon, BackIcon, MinusIcon, OnwardIcon } from '../ui/icons';
import type { ChartSpan } from '../ui/series-props';
import { useWords } from '../ui/use-words';
import styles from './zoom-buttons.module.css';

export type ZoomButtonsProps = {
  readonly span: ChartSpan | null;
  /** All that there is. */
  readonly whole: ChartSpan;
  readonly onSpan: (span: ChartSpan | null) => void;
};

/** Nearer, farther and along: what the pointer does by drawing, for keys. */
export function ZoomButtons({ span, whole, onSpan }: ZoomButtonsProps) {
  const say = useWords();
  const now = span ?? whole;
  const width = now.to - now.from;
  const go = (from: number, to: number) => {
    const [least, most] = [Math.max(whole.from, from), Math.min(whole.to, to)];
    onSpan(least <= whole.from && most >= whole.to ? null : { from: least, to: most });
  };
  const at = span === null ? say('workspace.zoom.all') : null;
  return (
    <span className={styles.zoom}>
      <IconButton
        size="s"
        icon={AddIcon}
        label={say('workspace.zoom.in')}
        reason={width > 0 ? null : say('workspace.zoom.all')}
        onClick={() => go(now.from + width / 4, now.to - width / 4)}
      />
      <IconButton size="s" icon={MinusIcon} label={say('workspace.zoom.out')} reason={at} onClick={() => go(now.from - width / 2, now.to + width / 2)} />
      <span className={styles.along} dir="ltr">
        <IconButton size="s" icon={BackIcon} label={say('workspace.zoom.earlier')} reason={at} onClick={() => go(now.from - width / 2, now.to - width / 2)} />
        <IconButton size="s" icon={OnwardIcon} label={say('workspace.zoom.later')} reason={at} onClick={() => go(now.from + width / 2, now.to + width / 2)} />
      </span>
      {span !== null && (
        <Button kind="quiet" size="s" onClick={() => onSpan(null)}>
          {say('workspace.zoom.whole')}
        </Button>
      )}
    </span>
  );
}
