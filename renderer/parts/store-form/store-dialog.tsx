import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Input } from '../../../shared/api/api';
import type { Connection } from '../../../shared/models/connection';
import { queries, useChange, useRequest } from '../../data/request';
import { useProgress } from '../../data/watch';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import { notify } from '../notices';
import { isLastStep, STEPS_OF, TestSteps } from '../test-steps';
import { draftOfKept, faultsOf, type Kept, NEW_STORE, secretOf, settingsOf, type StoreDraft } from './store-draft';
import { StoreFields, StoreWayFields } from './store-fields';
import styles from './store-form.module.css';

export type AddStoreProps = {
  /** Above the fields: what else could be added. */
  readonly head?: ReactNode;
  readonly onClose: () => void;
  readonly onAdded: (id: string) => void;
};

/** Makes a connection to an object store. */
export function AddStore({ head, onClose, onAdded }: AddStoreProps) {
  const say = useWords();
  const connect = useChange('objects.connect', {
    done: ({ id }, { name }) => {
      notify({ tone: 'ok', word: 'objects.added', values: { name } });
      onAdded(id);
    },
  });
  return (
    <StoreDialog
      title={say('objects.add.title')}
      head={head}
      doWord={say('objects.add.do')}
      start={NEW_STORE}
      kept={null}
      connection={null}
      sending={connect}
      onClose={onClose}
      onSend={(draft) => connect.mutate({ name: draft.name.trim(), settings: settingsOf(draft), secret: secretOf(draft) })}
    />
  );
}

/** Address and credentials of a store that is a connection already. */
export function EditStore({ connection: { id, name }, onClose }: { readonly connection: Connection; readonly onClose: () => void }) {
  const say = useWords();
  const kept = useRequest('objects.settings', { connection: id });
  const rename = useChange('connections.update');
  const change = useChange('objects.change', {
    done: () => {
      // What others may see of it is nothing that this user was shown.
      queries.removeQueries({ predicate: ({ queryKey: [verb] }) => typeof verb === 'string' && verb.startsWith('objects.') });
      onClose();
    },
  });
  if (!kept.data)
    return (
      <Dialog opened onClose={onClose} title={say('objects.edit.title', { name })}>
        {kept.error ? <FailureState failure={kept.error} /> : <LoadingState what={say('objects.edit.loading')} />}
      </Dialog>
    );
  return (
    <StoreDialog
      title={say('objects.edit.title', { name })}
      doWord={say('objects.edit.do')}
      start={draftOfKept(name, kept.data)}
      kept={kept.data}
      connection={id}
      sending={change}
      onClose={onClose}
      onSend={(draft) => {
        if (draft.name.trim() !== name) rename.mutate({ id, options: { name: draft.name.trim() } });
        change.mutate({ connection: id, settings: settingsOf(draft), secret: secretOf(draft) });
      }}
    />
  );
}

type StoreDialogProps = {
  readonly title: string;
  readonly head?: ReactNode;
  readonly doWord: string;
  readonly start: StoreDraft;
  readonly kept: Kept | null;
  readonly connection: string | null;
  readonly sending: Pick<ReturnType<typeof useChange<'objects.change'>>, 'isPending' | 'error'>;
  readonly onClose: () => void;
  readonly onSend: (draft: StoreDraft) => void;
};

function StoreDialog({ title, head, doWord, start, kept, connection, sending, onClose, onSend }: StoreDialogProps) {
  const say = useWords();
  const [draft, setDraft] = useState(start);
  // What is still to be typed is not marked as wrong before somebody tries.
  const [tried, setTried] = useState(false);
  const [tested, setTested] = useState<Input<'objects.test'> | null>(null);
  const faults = faultsOf(draft, kept);
  const marked = tried ? faults : faults.filter((fault) => draft[fault].trim() !== '');
  const set = (patch: Partial<StoreDraft>) => {
    setDraft((before) => ({ ...before, ...patch }));
    setTested(null);
  };
  const unlessFaulty = (work: () => void) => () => {
    setTried(true);
    if (faults.length === 0) work();
  };
  const mend = tried && faults.length > 0 ? say('connections.options.mend') : null;
  return (
    <Dialog
      opened
      onClose={onClose}
      title={title}
      lead={say('objects.add.lead')}
      footer={
        <>
          <Button reason={mend} onClick={unlessFaulty(() => setTested({ connection, settings: settingsOf(draft), secret: secretOf(draft) }))}>
            {say('connections.test.do')}
          </Button>
          <span className={styles.space} />
          <Button onClick={onClose}>{say('ui.cancel')}</Button>
          <Button kind="primary" working={sending.isPending} reason={mend} onClick={unlessFaulty(() => onSend(draft))}>
            {doWord}
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        {head && <div>{head}</div>}
        {sending.error && <FailureState compact once failure={sending.error} />}
        <StoreFields draft={draft} set={set} faults={marked} hasSecret={kept?.accessKeyId !== null && kept !== null} />
        <StoreWayFields draft={draft} set={set} faults={marked} />
        {tested && <Test input={tested} />}
      </div>
    </Dialog>
  );
}

function Test({ input }: { readonly input: Input<'objects.test'> }) {
  const place = useRef<HTMLDivElement>(null);
  const progress = useProgress('objects.test', input, isLastStep);
  // It grows below the fields, where it may be out of sight.
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- each step makes it longer
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), [progress.events.length]);
  return (
    <div ref={place}>
      <TestSteps steps={STEPS_OF['object-store']} progress={progress} />
    </div>
  );
}
