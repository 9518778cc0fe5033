import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ModelName } from '../../../shared/models/model';
import { useRequest, useChange } from '../../data/request';
import { modelVersionAddress } from '../../data/workspace-address';
import { Button } from '../../ui/button';
import { FailureState } from '../../ui/failure-state';
import { FormDialog } from '../../ui/form-dialog';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import styles from './run.module.css';
import type { Page } from './use-run-page';

/** Makes a model that the run logged a version of a registered model. */
export function RegisterButton({ page }: { readonly page: Page }) {
  const say = useWords();
  const [asking, setAsking] = useState(false);
  const { state, here, run } = page;
  const reason =
    here.lostAt !== null
      ? say('workspace.lost.deed')
      : state === 'running' || state === 'queued'
        ? say('runs.register.when-ended')
        : run.deleted
          ? say('runs.deleted')
          : null;
  return (
    <>
      <Button kind={reason === null && run.outputs.length > 0 ? 'primary' : 'plain'} reason={reason} onClick={() => setAsking(true)}>
        {say('runs.register')}
      </Button>
      {asking && <RegisterDialog page={page} onClose={() => setAsking(false)} />}
    </>
  );
}

/** Names that models have already come first: a new version of one of them is what most registrations are. */
const NEW = '';

function RegisterDialog({ page: { here, run }, onClose }: { readonly page: Page; readonly onClose: () => void }) {
  const say = useWords();
  const navigate = useNavigate();
  const { connection } = here;
  const models = useRequest('models.list', { connection }).data?.models ?? [];
  const register = useChange('models.register');
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [path, setPath] = useState(run.outputs[0]?.path ?? '');
  const existing = chosen ?? (models.length === 1 ? (models[0]?.name ?? NEW) : NEW);
  const model = existing === NEW ? typed.trim() : existing;
  const fault = ModelName.safeParse(model).success ? null : model === '' ? 'missing' : 'characters';
  const press = () =>
    register.mutate(
      { connection, model, run: run.id, path },
      {
        onSuccess: ({ version }) => {
          const { to, params = {} } = modelVersionAddress(connection, model, version);
          void navigate({ to, params: { ...params } });
        },
      },
    );
  return (
    <FormDialog
      onClose={onClose}
      title={say('runs.register.title')}
      lead={<bdi>{run.name}</bdi>}
      submitWord={say('runs.register.now')}
      reason={fault && say(fault === 'missing' ? 'runs.form.missing' : 'runs.register.characters')}
      working={register.isPending}
      onSubmit={press}
    >
      {models.length > 0 && (
        <Select
          label={say('runs.register.model')}
          value={existing}
          choices={[
            ...models.map(({ name, latest }) => ({ value: name, label: latest === null ? name : `${name} · v${latest}` })),
            { value: NEW, label: say('runs.register.new') },
          ]}
          onChange={setChosen}
        />
      )}
      {existing === NEW && (
        <TextField
          label={say(models.length > 0 ? 'runs.register.name' : 'runs.register.model')}
          firstFocus
          value={typed}
          error={fault === 'characters' ? say('runs.register.characters') : null}
          onChange={setTyped}
        />
      )}
      {run.outputs.length > 1 && (
        <Select
          label={say('runs.register.output')}
          value={path}
          choices={run.outputs.map(({ name, path: own }) => ({ value: own, label: `${name} (${own})` }))}
          onChange={setPath}
        />
      )}
      {run.outputs.length === 0 && <p className={styles.quiet}>{say('runs.register.no-output')}</p>}
      {register.error && <FailureState compact once failure={register.error} what={say('runs.register.failed')} />}
    </FormDialog>
  );
}
