import { useState } from 'react';
import { useRequest, useChange } from '../../data/request';
import type { Here } from '../../data/workspace';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { useWords } from '../../ui/use-words';
import styles from './workspace.module.css';

/** Closes the workspace. Where runs train, it is asked whether they are to go on. */
export function CloseButton({ here: { connection }, name, attached }: { readonly here: Here; readonly name: string; readonly attached: boolean }) {
  const say = useWords();
  const close = useChange('workspaces.close');
  const [asking, setAsking] = useState(false);
  const { data } = useRequest('runs.search', {
    connection,
    experiment: null,
    conditions: [{ on: 'state', states: ['running', 'queued'] }],
    order: { by: 'started', key: null, descending: true },
    metrics: [],
    params: [],
    deleted: false,
    offset: 0,
    limit: 6,
  });
  const going = data?.rows.filter(({ origin }) => origin === 'process').length ?? 0;
  // The engine of another process goes on whatever is done here.
  const asks = going > 0 && !attached;
  const done = { onSuccess: () => setAsking(false) };
  return (
    <>
      <Button working={close.isPending && !asking} onClick={() => (asks ? setAsking(true) : close.mutate({ stopRuns: false }))}>
        {say('workspace.close')}
      </Button>
      <Dialog
        opened={asking || (close.error !== null && !close.isPending)}
        onClose={() => {
          setAsking(false);
          close.reset();
        }}
        title={say('workspace.close.title', { name })}
        size="s"
        footer={
          <>
            <Button kind="danger" working={close.isPending && close.variables.stopRuns} onClick={() => close.mutate({ stopRuns: true }, done)}>
              {say('workspace.close.stop')}
            </Button>
            <Button
              kind="primary"
              data-autofocus
              working={close.isPending && !close.variables.stopRuns}
              onClick={() => close.mutate({ stopRuns: false }, done)}
            >
              {say('workspace.close.keep')}
            </Button>
          </>
        }
      >
        <div className={styles.stack}>
          <p>{say('workspace.close.text', { count: going })}</p>
          {close.error && <FailureState compact once failure={close.error} />}
        </div>
      </Dialog>
    </>
  );
}
