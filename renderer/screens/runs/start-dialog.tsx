import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Project } from '../../../shared/models/project';
import type { Run } from '../../../shared/models/run';
import { useRequest, useChange } from '../../data/request';
import { runAddress } from '../../data/workspace-address';
import { useConfirmKeys } from '../../parts/plan-dialog/use-confirm-keys';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { ResumeIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import styles from './runs.module.css';
import { StartFields } from './start-fields';
import { type Draft, entryOf, firstDraft, projectOf, startInput } from './start-form';

export type StartDialogProps = {
  readonly connection: string;
  /** `new`, or the id of a run whose parameters it begins with. */
  readonly from: string;
  readonly onClose: () => void;
};

/** Starts a run: the form is drawn from the MLproject file of the folder. */
export function StartDialog({ connection, from, onClose }: StartDialogProps) {
  const say = useWords();
  const projects = useRequest('projects.list', { connection });
  const base = useRequest('runs.get', { connection, run: from }, { enabled: from !== 'new' });
  const waits = projects.isPending || (from !== 'new' && base.isPending);
  if (!waits && projects.data && projects.data.projects.length > 0) {
    return <Form connection={connection} projects={projects.data.projects} from={base.data ?? null} onClose={onClose} />;
  }
  return (
    <Dialog opened onClose={onClose} title={say('runs.start')}>
      {projects.error ? (
        <FailureState failure={projects.error} what={say('runs.start.unread')} onRetry={() => void projects.refetch()} />
      ) : waits ? (
        <LoadingState what={say('runs.start.loading')} />
      ) : (
        <EmptyState
          title={say('runs.start.no-project')}
          text={
            <>
              {say('runs.start.no-project.text')}
              <pre className={styles.command} dir="ltr">
                {EXAMPLE}
              </pre>
            </>
          }
        />
      )}
    </Dialog>
  );
}

/** The least that an MLproject file can be. */
const EXAMPLE = `name: my-model
entry_points:
  main:
    parameters:
      epochs: {type: float, default: 10}
    command: "python train.py --epochs {epochs}"`;

type FormProps = { readonly connection: string; readonly projects: readonly Project[]; readonly from: Run | null; readonly onClose: () => void };

function Form({ connection, projects, from, onClose }: FormProps) {
  const say = useWords();
  const navigate = useNavigate();
  const start = useChange('runs.start');
  const [draft, setDraft] = useState<Draft | null>(() => firstDraft(projects, from));
  const [tried, setTried] = useState(false);
  const project = draft ? projectOf(projects, draft) : undefined;
  const entry = draft ? entryOf(project, draft) : undefined;
  const stuck = project?.failure ?? entry?.failure ?? null;
  const press = () => {
    if (!draft || stuck || start.isPending) return;
    setTried(true);
    const input = startInput(connection, projects, draft);
    if (!input) return;
    start.mutate(input, {
      onSuccess: ({ run }) => {
        const { to, params = {} } = runAddress(connection, run);
        void navigate({ to, params: { ...params } });
      },
    });
  };
  useConfirmKeys(press);
  if (!draft) return null;
  return (
    <Dialog
      opened
      onClose={onClose}
      title={say('runs.start')}
      lead={from && say('runs.start.like', { name: from.name })}
      footer={
        <>
          <Button keys="Escape" onClick={onClose}>
            {say('ui.cancel')}
          </Button>
          <Button kind="primary" icon={ResumeIcon} keys="mod+Enter" working={start.isPending} reason={stuck ? say('runs.start.stuck') : null} onClick={press}>
            {say('runs.start.now')}
          </Button>
        </>
      }
    >
      <div className={styles.start}>
        <StartFields projects={projects} draft={draft} onDraft={setDraft} showFaults={tried} />
        {stuck && <FailureState compact once failure={stuck} what={say('runs.start.stuck')} />}
        {start.error && <FailureState compact once failure={start.error} what={say('runs.start.failed')} />}
      </div>
    </Dialog>
  );
}
