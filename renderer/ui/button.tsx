import type { ComponentPropsWithRef, MouseEvent } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names';
import type { Icon } from './icons';
import { KeyHint } from './key-hint';
import { Spinner } from './spinner';
import { Tooltip } from './tooltip';

export type ButtonKind = 'primary' | 'plain' | 'danger' | 'quiet';

export type ButtonProps = Omit<ComponentPropsWithRef<'button'>, 'disabled' | 'style'> & {
  readonly kind?: ButtonKind;
  readonly size?: 'm' | 's';
  readonly icon?: Icon;
  /** After the words: a small arrow down, say, for a button that opens a menu. */
  readonly trailing?: Icon;
  /** The shortcut that does the same: `mod+Enter`. */
  readonly keys?: string;
  /** Why it cannot be pressed. The button stays in the tab order, and says so; empty or absent means it can. */
  readonly reason?: string | null | undefined;
  /** It was pressed and goes on; another press does nothing. */
  readonly working?: boolean;
  /** As wide as its place. */
  readonly full?: boolean;
};

/** Does something, or opens what does. Disabled is `aria-disabled` with a reason, never a dead grey box. */
export function Button({
  kind = 'plain',
  size = 'm',
  icon: Shape,
  trailing: Trailing,
  keys,
  reason,
  working = false,
  full,
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const off = Boolean(reason) || working;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (off) event.preventDefault();
    else onClick?.(event);
  };
  const button = (
    <button
      type="button"
      {...rest}
      className={classNames(styles.button, styles[kind], size === 's' && styles.small, full && styles.full, className)}
      aria-disabled={off || undefined}
      aria-busy={working || undefined}
      data-off={Boolean(reason) || undefined}
      onClick={press}
    >
      {working ? <Spinner /> : Shape && <Shape size={15} className={styles.icon} />}
      <span className={styles.words}>{children}</span>
      {Trailing && <Trailing size={14} className={styles.trailing} />}
      {keys && <KeyHint keys={keys} inherit />}
    </button>
  );
  return reason ? <Tooltip text={reason}>{button}</Tooltip> : button;
}
