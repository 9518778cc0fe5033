import { useState } from 'react';
import { useChange } from '../../data/request';
import { Button } from '../../ui/button';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { FailureState } from '../../ui/failure-state';
import { useWords } from '../../ui/use-words';
import type { Page } from './use-run-page';

/** Ends a run that goes on, with all that it started. */
export function CancelButton({ page: { here, run, state } }: { readonly page: Page }) {
  const say = useWords();
  const cancel = useChange('runs.cancel');
  const [asking, setAsking] = useState(false);
  if (run.origin !== 'process' || (state !== 'running' && state !== 'queued')) return null;
  return (
    <>
      <Button kind="danger" working={cancel.isPending} reason={here.lostAt === null ? null : say('workspace.lost.deed')} onClick={() => setAsking(true)}>
        {say('runs.cancel')}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={say('runs.cancel.title', { name: run.name })}
        confirmWord={say('runs.cancel')}
        danger
        working={cancel.isPending}
        onConfirm={() => cancel.mutate({ connection: here.connection, run: run.id }, { onSuccess: () => setAsking(false) })}
      >
        {say(state === 'queued' ? 'runs.cancel.queued' : 'runs.cancel.text')}
        {cancel.error && <FailureState compact once failure={cancel.error} />}
      </ConfirmDialog>
    </>
  );
}
