import { useState } from 'react';
import { FormDialog } from '../../ui/form-dialog';
import { LoadingState } from '../../ui/loading-state';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { actionLook } from '../action-definitions';
import { ConnectionMark } from '../connection-mark';
import type { AskProps } from './ask-props';
import { currentImages, type StartDraft, startRequest } from './start-request';

/** Another image or model. What is not changed here stays as it is. */
export function StartForm({ open, delivery, detail, onRequest, onClose }: AskProps) {
  const say = useWords();
  const images = currentImages(delivery, detail);
  const now: StartDraft = { images, modelUri: delivery?.modelUri ?? '' };
  const [edits, setEdits] = useState<Readonly<Record<string, string>>>({});
  const [model, setModel] = useState<string | null>(null);
  const wanted: StartDraft = {
    images: images.map(({ container, image }) => ({ container, image: edits[container] ?? image })),
    modelUri: model ?? now.modelUri,
  };
  const request = startRequest(now, wanted);
  return (
    <FormDialog
      size="m"
      onClose={onClose}
      title={say(actionLook('start').title, { name: open.name })}
      lead={<ConnectionMark id={open.entity.connection} />}
      submitWord={say('actions.review')}
      reason={request ? null : say('actions.start.nothing')}
      onSubmit={() => request && onRequest(request)}
    >
      {images.length === 0 && (detail === undefined || detail.loading.includes('revisions')) ? (
        <LoadingState what={say('actions.start.loading')} />
      ) : (
        <>
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
        </>
      )}
    </FormDialog>
  );
}
