import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import styles from './dialog.module.css';
import { IconButton } from './icon-button';
import { CloseIcon } from './icons';
import { useFocusBack } from './use-focus-back';
import { useWords } from './use-words';

export type DialogProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** Below the title: where it acts, chips. */
  readonly lead?: ReactNode;
  readonly footer?: ReactNode;
  readonly size?: 's' | 'm' | 'l';
  /** Off for content with its own columns and edges. */
  readonly padded?: boolean;
  readonly children: ReactNode;
};

const WIDTHS = { s: 440, m: 640, l: 1_040 };

/** Asks or shows something above the page. Focus stays inside, Escape closes, and focus goes back to where it was, also when the caller simply stops drawing it. `data-autofocus` marks what has focus first. */
export function Dialog({ opened, onClose, title, lead, footer, size = 'm', padded = true, children }: DialogProps) {
  const say = useWords();
  useFocusBack(opened);
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size={WIDTHS[size]}
      centered
      returnFocus={false}
      lockScroll={false}
      classNames={{ inner: styles.inner ?? '', content: styles.content ?? '' }}
    >
      <Modal.Overlay className={styles.veil ?? ''} backgroundOpacity={1} color="var(--veil)" />
      <Modal.Content>
        <div className={styles.header}>
          <div className={styles.heading}>
            <Modal.Title className={styles.title ?? ''}>{title}</Modal.Title>
            {lead && <div className={styles.lead}>{lead}</div>}
          </div>
          <IconButton icon={CloseIcon} label={say('ui.close')} onClick={onClose} />
        </div>
        <Modal.Body className={classNames(styles.body, padded && styles.padded) ?? ''}>{children}</Modal.Body>
        {footer && <div className={styles.footer}>{footer}</div>}
      </Modal.Content>
    </Modal.Root>
  );
}
