import { useState } from 'react';
import type { Dataset } from '../../../shared/models/dataset';
import { useChange } from '../../data/request';
import type { Here } from '../../data/workspace';
import { EditText } from '../../parts/edit-text';
import { Button } from '../../ui/button';
import { CodeText } from '../../ui/code-text';
import { Fact, Facts } from '../../ui/facts';
import { FailureState } from '../../ui/failure-state';
import { FormDialog } from '../../ui/form-dialog';
import { EditIcon } from '../../ui/icons';
import { Panel } from '../../ui/panel';
import { Switch } from '../../ui/switch';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import styles from './dataset.module.css';

const LABELS = ['owner', 'sensitivity', 'region'] as const;

/** Whose it is, how sensitive, where it may be; where it comes from, and whether that is watched. */
export function AboutPanel({ here, dataset }: { readonly here: Here; readonly dataset: Dataset }) {
  const say = useWords();
  const change = useChange('data.change');
  const [editing, setEditing] = useState(false);
  const { connection } = here;
  const { name, labels, source, watched } = dataset;
  return (
    <Panel
      title={say('data.about')}
      aside={
        <Button kind="quiet" size="s" icon={EditIcon} aria-label={say('data.labels.edit')} onClick={() => setEditing(true)}>
          {say('workspace.edit')}
        </Button>
      }
    >
      <EditText
        label={say('data.description')}
        value={labels.description}
        empty={say('data.description.none')}
        verb="data.change"
        inputOf={(description) => ({ connection, name, labels: { ...labels, description } })}
      />
      <Facts ends>
        {LABELS.map((label) => (
          <Fact key={label} word={say(`data.column.${label}`)}>
            {labels[label] === '' ? <span className={styles.quiet}>–</span> : <bdi>{labels[label]}</bdi>}
          </Fact>
        ))}
        <Fact word={say('data.column.source')}>
          <CodeText wrap>{source.path}</CodeText>
        </Fact>
        <Fact word={say('data.format')}>{say(`data.format.${source.format}`)}</Fact>
      </Facts>
      <div className={styles.watch}>
        <Switch
          label={say('data.watch')}
          hint={say('data.watch.hint')}
          checked={watched}
          reason={here.lostAt === null ? null : say('workspace.lost.deed')}
          onChange={(next) => change.mutate({ connection, name, watched: next })}
        />
      </div>
      {change.error && <FailureState compact once failure={change.error} />}
      {editing && <LabelsDialog connection={connection} dataset={dataset} onClose={() => setEditing(false)} />}
    </Panel>
  );
}

function LabelsDialog({ connection, dataset, onClose }: { readonly connection: string; readonly dataset: Dataset; readonly onClose: () => void }) {
  const say = useWords();
  const change = useChange('data.change');
  const [labels, setLabels] = useState(dataset.labels);
  return (
    <FormDialog
      onClose={onClose}
      title={say('data.labels.edit')}
      submitWord={say('workspace.edit.save')}
      working={change.isPending}
      onSubmit={() => change.mutate({ connection, name: dataset.name, labels }, { onSuccess: onClose })}
    >
      {LABELS.map((label, index) => (
        <TextField
          key={label}
          label={say(`data.column.${label}`)}
          hint={say(`data.labels.${label}.hint`)}
          firstFocus={index === 0}
          value={labels[label]}
          onChange={(value) => setLabels({ ...labels, [label]: value })}
        />
      ))}
      {change.error && <FailureState compact once failure={change.error} />}
    </FormDialog>
  );
}
