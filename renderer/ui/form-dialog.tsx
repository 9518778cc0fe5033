import { type FormEvent, type ReactNode, useId } from 'react';
import { Button } from './button';
import { Dialog, type DialogProps } from './dialog';
import styles from './form-dialog.module.css';
import { useWords } from './use-words';

export type FormDialogProps = Pick<DialogProps, 'title' | 'lead' | 'size' | 'onClose'> & {
  /** What the button does. Enter in a field does the same. */
  readonly submitWord: string;
  /** Why it cannot be sent yet; null or absent where it can. */
  readonly reason?: string | null | undefined;
  /** It was sent and goes on. */
  readonly working?: boolean;
  /** What it does cannot be undone. */
  readonly danger?: boolean;
  /** Called only where there is no reason against it. */
  readonly onSubmit: () => void;
  readonly children: ReactNode;
};

/** Where no field asks for it, the first one has focus first: not the button that closes. */
function markFirst(form: HTMLFormElement | null): void {
  if (form && !form.querySelector('[data-autofocus]')) form.querySelector('input, textarea, select')?.setAttribute('data-autofocus', 'true');
}

/** A few fields, one button that sends them, and one that leaves. It is drawn while it is open. */
export function FormDialog({
  title,
  lead,
  size = 's',
  onClose,
  submitWord,
  reason = null,
  working = false,
  danger = false,
  onSubmit,
  children,
}: FormDialogProps) {
  const say = useWords();
  const form = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!reason && !working) onSubmit();
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={title}
      lead={lead}
      size={size}
      footer={
        <>
          <Button keys="Escape" onClick={onClose}>
            {say('ui.cancel')}
          </Button>
          <Button kind={danger ? 'danger' : 'primary'} type="submit" form={form} working={working} reason={reason}>
            {submitWord}
          </Button>
        </>
      }
    >
      <form ref={markFirst} id={form} className={styles.form} noValidate onSubmit={send}>
        {children}
      </form>
    </Dialog>
  );
}
