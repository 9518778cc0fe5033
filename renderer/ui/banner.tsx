import type { ReactNode } from 'react';
import styles from './banner.module.css';
import { classNames } from './class-names';
import { IconButton } from './icon-button';
import { CloseIcon } from './icons';
import { type MarkShape, StateMark } from './state-mark';
import { useWords } from './use-words';

export type BannerTone = 'info' | 'ok' | 'warn' | 'bad';
const SHAPES: Readonly<Record<BannerTone, MarkShape>> = { info: 'info', ok: 'ok', warn: 'warn', bad: 'bad' };

export type BannerProps = {
  readonly tone?: BannerTone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly onClose?: () => void;
  /** `float` is a card above the page, for notices; `flush` fills the width of the window. */
  readonly look?: 'inline' | 'float' | 'flush';
};

/** Says something about the place that it stands in. `bad` and `warn` are read out at once, the others when there is time. */
export function Banner({ tone = 'info', title, children, action, onClose, look = 'inline' }: BannerProps) {
  const say = useWords();
  return (
    <div className={classNames(styles.banner, styles[tone], styles[look])} role={tone === 'bad' || tone === 'warn' ? 'alert' : 'status'}>
      <span className={styles.mark}>
        <StateMark shape={SHAPES[tone]} />
      </span>
      <div className={styles.words}>
        <div className={styles.title}>{title}</div>
        {children && <div className={styles.text}>{children}</div>}
      </div>
      {action}
      {onClose && <IconButton icon={CloseIcon} size="s" label={say('ui.close')} onClick={onClose} />}
    </div>
  );
}
