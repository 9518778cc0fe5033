import type { ComponentPropsWithRef, MouseEvent } from 'react';
import { classNames } from './class-names';
import styles from './icon-button.module.css';
import type { Icon } from './icons';
import { Spinner } from './spinner';
import { Tooltip } from './tooltip';

export type IconButtonProps = Omit<ComponentPropsWithRef<'button'>, 'disabled' | 'style' | 'children' | 'aria-label'> & {
  readonly icon: Icon;
  /** Its name, shown as a tooltip. */
  readonly label: string;
  readonly kind?: 'plain' | 'quiet';
  readonly size?: 'm' | 's';
  /** Pressed in, for what is on or off. */
  readonly on?: boolean;
  readonly reason?: string | null | undefined;
  readonly working?: boolean;
  /** One of many in a table: named by the browser's own tooltip, which costs nothing until it is shown. */
  readonly inRow?: boolean;
};

/** A button without words. Only for deeds that everybody knows by their sign. */
export function IconButton({
  icon: Shape,
  label,
  kind = 'quiet',
  size = 'm',
  on,
  reason,
  working = false,
  inRow = false,
  className,
  onClick,
  ...rest
}: IconButtonProps) {
  const off = Boolean(reason) || working;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (off) event.preventDefault();
    else onClick?.(event);
  };
  const text = reason ? `${label}\n${reason}` : label;
  const button = (
    <button
      type="button"
      {...rest}
      className={classNames(styles.button, styles[kind], size === 's' && styles.small, className)}
      title={inRow ? text : undefined}
      aria-label={label}
      aria-pressed={on}
      aria-disabled={off || undefined}
      aria-busy={working || undefined}
      onClick={press}
    >
      {working ? <Spinner /> : <Shape size={size === 's' ? 14 : 16} />}
    </button>
  );
  return inRow ? button : <Tooltip text={text}>{button}</Tooltip>;
}
