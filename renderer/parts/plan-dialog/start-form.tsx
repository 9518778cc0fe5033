import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { LoadingState } from '../../ui/loading-state';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { actionLook } from '../action-definitions';
import { ConnectionMark } from '../connection-mark';
import type { AskDialogProps } from './ask-dialog';
import styles from './start-form.module.css';
import { currentImages, type StartDraft, startRequest } from './start-request';

/** Another image or model. What is not changed here stays as it is. */
export function StartForm({ open, delivery, detail, onRequest, onClose }: AskDialogProps) {
  const say = useWords();
  const form = useId();
  const images = currentImages(delivery, detail);
  const now: StartDraft = { images, modelUri: delivery?.modelUri ?? '' };
  const [edits, setEdits] = useState<Readonly<Record<string, string>>>({});
  const [model, setModel] = useState<string | null>(null);
  const wanted: StartDraft = {
    images: images.map(({ container, image }) => ({ container, image: edits[container] ?? image })),
    modelUri: model ?? now.modelUri,
  };
  const request = startRequest(now, wanted);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (request) onRequest(request);
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={say(actionLook('start').title, { name: open.name })}
      lead={<ConnectionMark id={open.entity.connection} />}
      footer={
        <>
          <Button keys="Escape" onClick={onClose}>
            {say('ui.cancel')}
          </Button>
          <Button kind="primary" type="submit" form={form} reason={request ? null : say('actions.start.nothing')}>
            {say('actions.review')}
          </Button>
        </>
      }
    >
      {images.length === 0 && (detail === undefined || detail.loading.includes('revisions')) ? (
        <LoadingState what={say('actions.start.loading')} />
      ) : (
        <form id={form} className={styles.form} onSubmit={send}>
          <p>{say('actions.start.text')}</p>
          {wanted.images.map(({ container, image }, index) => (
            <TextField
              key={container}
              label={say('actions.start.image', { container })}
              mono
              firstFocus={index === 0}
              value={image}
              onChange={(value) => setEdits({ ...edits, [container]: value })}
            />
          ))}
          {delivery && delivery.modelUri !== null && <TextField label={say('actions.start.model')} mono value={wanted.modelUri} onChange={setModel} />}
        </form>
      )}
    </Dialog>
  );
}
