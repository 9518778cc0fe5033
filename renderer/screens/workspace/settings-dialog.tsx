import { useState } from 'react';
import type { WorkspaceSettings } from '../../../shared/models/workspace';
import { useChange, useRequest } from '../../data/request';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { FormDialog } from '../../ui/form-dialog';
import { LoadingState } from '../../ui/loading-state';
import { Checkbox } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { draftOf, settingsOf } from './settings-draft';

/** How many runs train at a time, how much may be kept for how long, and what goes on when the app is left. */
export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useWords();
  const { data, error } = useRequest('workspaces.settings', {});
  if (data) return <Form settings={data} onClose={onClose} />;
  return (
    <Dialog opened onClose={onClose} title={say('workspace.settings')} size="s">
      {error ? <FailureState compact failure={error} /> : <LoadingState what={say('workspace.settings.loading')} />}
    </Dialog>
  );
}

function Form({ settings, onClose }: { readonly settings: WorkspaceSettings; readonly onClose: () => void }) {
  const say = useWords();
  const change = useChange('workspaces.change', { refresh: ['workspaces.settings'] });
  const [draft, setDraft] = useState(() => draftOf(settings));
  const { settings: asked, wrong } = settingsOf(draft);
  const fault = (field: keyof WorkspaceSettings) => (wrong.has(field) ? say('workspace.settings.wrong') : null);
  return (
    <FormDialog
      onClose={onClose}
      title={say('workspace.settings')}
      submitWord={say('workspace.edit.save')}
      reason={asked ? null : say('workspace.settings.wrong')}
      working={change.isPending}
      onSubmit={() => asked && change.mutate(asked, { onSuccess: onClose })}
    >
      <TextField
        kind="number"
        label={say('workspace.settings.at-once')}
        hint={say('workspace.settings.at-once.hint')}
        value={draft.runsAtOnce}
        error={fault('runsAtOnce')}
        firstFocus
        onChange={(runsAtOnce) => setDraft({ ...draft, runsAtOnce })}
      />
      <TextField
        kind="number"
        label={say('workspace.settings.quota')}
        hint={say('workspace.settings.quota.hint')}
        value={draft.quotaGb}
        error={fault('quotaBytes')}
        onChange={(quotaGb) => setDraft({ ...draft, quotaGb })}
      />
      <TextField
        kind="number"
        label={say('workspace.settings.logs')}
        hint={say('workspace.settings.logs.hint')}
        value={draft.keepLogsDays}
        error={fault('keepLogsDays')}
        onChange={(keepLogsDays) => setDraft({ ...draft, keepLogsDays })}
      />
      <Checkbox
        label={say('workspace.settings.keep-runs')}
        hint={say('workspace.settings.keep-runs.hint')}
        checked={draft.keepRunsOnQuit}
        onChange={(keepRunsOnQuit) => setDraft({ ...draft, keepRunsOnQuit })}
      />
      <Checkbox
        label={say('workspace.settings.keep-serving')}
        hint={say('workspace.settings.keep-serving.hint')}
        checked={draft.keepServingOnQuit}
        onChange={(keepServingOnQuit) => setDraft({ ...draft, keepServingOnQuit })}
      />
      {change.error && <FailureState compact once failure={change.error} />}
    </FormDialog>
  );
}
