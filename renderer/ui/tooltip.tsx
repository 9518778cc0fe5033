import { Tooltip as MantineTooltip } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import styles from './tooltip.module.css';

export type TooltipProps = {
  /** Nothing shown where null. */
  readonly text: ReactNode;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
  /** One element that can be focused and takes a `ref`. */
  readonly children: ReactElement;
};

/** Says more about a control, on hover and on keyboard focus; Escape closes it. Read out as the control's description. */
export function Tooltip({ text, side = 'top', children }: TooltipProps) {
  return (
    <MantineTooltip
      label={text}
      disabled={text === null || text === undefined || text === ''}
      position={side}
      multiline
      withArrow
      arrowSize={8}
      openDelay={300}
      events={{ hover: true, focus: true, touch: true }}
      classNames={{ tooltip: styles.tip, arrow: styles.arrow }}
    >
      {children}
    </MantineTooltip>
  );
}
