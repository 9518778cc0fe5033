import { Popover as MantinePopover } from '@mantine/core';
import type { ReactNode } from 'react';
import { IconButton } from './icon-button';
import { CloseIcon } from './icons';
import styles from './popover.module.css';
import { useWords } from './use-words';

/** Where on the page it belongs to, px of the window. */
export type Anchor = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

export const anchorOf = (element: Element): Anchor => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { left, top, width, height };
};

export type PopoverProps = {
  /** Null: it is closed. */
  readonly anchor: Anchor | null;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

const WIDTH = 460;
/** Free between it and the edge of the window. */
const EDGE = 8;

/** Says more about one thing beside it. Focus stays inside until Escape or a press elsewhere, and goes back. One for many things: it stands where it is asked to. */
export function Popover({ anchor, title, onClose, children }: PopoverProps) {
  const say = useWords();
  if (!anchor) return null;
  const { left, top, width, height } = anchor;
  return (
    <MantinePopover
      opened
      onChange={(opened) => !opened && onClose()}
      position="bottom"
      offset={6}
      trapFocus
      returnFocus
      withinPortal
      withRoles={false}
      width={WIDTH}
      middlewares={{ size: { padding: EDGE } }}
      classNames={{ dropdown: styles.card ?? '' }}
    >
      <MantinePopover.Target>
        <span className={styles.anchor} style={{ left, top, width, height }} />
      </MantinePopover.Target>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- Mantine's own element; its anchor is no button, and takes no role */}
      <MantinePopover.Dropdown role="dialog" aria-label={title}>
        <div className={styles.head}>
          <h2>{title}</h2>
          <IconButton size="s" icon={CloseIcon} label={say('ui.close')} onClick={onClose} />
        </div>
        <div className={styles.body}>{children}</div>
      </MantinePopover.Dropdown>
    </MantinePopover>
  );
}
