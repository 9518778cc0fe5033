import { useState } from 'react';
import { BucketName, ObjectKey } from '../../../shared/models/object-store';
import { FormDialog } from '../../ui/form-dialog';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';

export type OpenDialogProps = { readonly what: 'bucket' | 'key'; readonly onClose: () => void; readonly onOpen: (name: string) => void };

/** Where listing is denied, what is known by name can still be opened. */
export function OpenDialog({ what, onClose, onOpen }: OpenDialogProps) {
  const say = useWords();
  const [typed, setTyped] = useState('');
  const name = (what === 'bucket' ? BucketName : ObjectKey).safeParse(typed.trim()).data;
  return (
    <FormDialog
      title={say(what === 'bucket' ? 'objects.open-bucket.title' : 'objects.open-key.title')}
      submitWord={say('objects.open-bucket.do')}
      reason={name === undefined ? say(what === 'bucket' ? 'objects.open-bucket.wrong' : 'objects.open-key.title') : null}
      onClose={onClose}
      onSubmit={() => name !== undefined && onOpen(name)}
    >
      <TextField label={say(what === 'bucket' ? 'objects.open-bucket.name' : 'objects.open-key.key')} mono firstFocus value={typed} onChange={setTyped} />
    </FormDialog>
  );
}
