import { type ReactNode, useState } from 'react';
import { Button } from './button';
import styles from './confirm-dialog.module.css';
import { Dialog } from './dialog';
import { TextField } from './text-field';
import { useWords } from './use-words';

export type ConfirmDialogProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What happens, and what cannot be undone. */
  readonly children?: ReactNode;
  /** The deed, not "OK": `Remove ae-prod`. */
  readonly confirmWord: string;
  readonly onConfirm: () => void;
  readonly danger?: boolean;
  readonly working?: boolean;
  /** A name that must be typed before the button opens. */
  readonly typedName?: string;
};

/** One question before one deed. What was typed is forgotten when it closes. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, onClose, title, children, confirmWord, onConfirm, danger = false, working = false, typedName } = props;
  const say = useWords();
  const [typed, setTyped] = useState('');
  if (!opened && typed !== '') setTyped('');
  const missing = typedName !== undefined && typed.trim() !== typedName;
  const footer = (
    <>
      <Button onClick={onClose} keys="Escape" data-autofocus={(danger && typedName === undefined) || undefined}>
        {say('ui.cancel')}
      </Button>
      <Button
        kind={danger ? 'danger' : 'primary'}
        working={working}
        reason={missing ? say('ui.type-name.first', { name: typedName }) : null}
        onClick={onConfirm}
        data-autofocus={!danger || undefined}
      >
        {confirmWord}
      </Button>
    </>
  );
  return (
    <Dialog opened={opened} onClose={onClose} title={title} size="s" footer={footer}>
      <div className={styles.question}>
        {children}
        {typedName !== undefined && <TextField label={say('ui.type-name', { name: typedName })} value={typed} onChange={setTyped} firstFocus mono />}
      </div>
    </Dialog>
  );
}
