import { useState } from 'react';
import type { Service } from '../../../shared/models/service';
import { useChange, useRequest } from '../../data/request';
import type { Here } from '../../data/workspace';
import { Button } from '../../ui/button';
import { CodeText } from '../../ui/code-text';
import { Fact, Facts } from '../../ui/facts';
import { FailureState } from '../../ui/failure-state';
import { FormDialog } from '../../ui/form-dialog';
import { Panel } from '../../ui/panel';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { useWords } from '../../ui/use-words';
import { type LabelsDraft, labelsDraft, labelsOf, NO_DATASET } from './labels-draft';
import styles from './service.module.css';
import { useSignature } from './use-signature';

const TASKS = ['score', 'class', 'number'] as const;

export type LabelsPanelProps = { readonly here: Here; readonly service: Service };

/** Where the service finds out what came true. */
export function LabelsPanel({ here, service }: LabelsPanelProps) {
  const say = useWords();
  const [changing, setChanging] = useState(false);
  const { labels } = service.settings;
  return (
    <Panel
      title={say('compare.labels')}
      aside={
        <Button size="s" reason={here.lostAt === null ? null : say('workspace.lost.deed')} onClick={() => setChanging(true)}>
          {say('compare.labels.edit')}
        </Button>
      }
    >
      {labels ? (
        <Facts ends>
          <Fact word={say('compare.labels.dataset')}>
            <bdi>{labels.dataset}</bdi>
          </Fact>
          <Fact word={say('compare.labels.judged')}>
            <CodeText>{labels.output}</CodeText>
          </Fact>
        </Facts>
      ) : (
        <p className={styles.quiet}>{say('compare.labels.none')}</p>
      )}
      {changing && <LabelsDialog connection={here.connection} service={service} onClose={() => setChanging(false)} />}
    </Panel>
  );
}

type DialogProps = { readonly connection: string; readonly service: Service; readonly onClose: () => void };

function LabelsDialog({ connection, service, onClose }: DialogProps) {
  const say = useWords();
  const { name, settings } = service;
  const signature = useSignature(connection, service);
  const { data } = useRequest('data.list', { connection });
  const outputs = signature?.outputs.flatMap((field) => field.name ?? []) ?? [];
  const change = useChange('services.change', { refresh: ['services.get', 'services.compare'] });
  const [typed, setTyped] = useState<Partial<LabelsDraft>>({});
  const draft = { ...labelsDraft(settings.labels, outputs.at(-1) ?? ''), ...typed };
  const { labels, wrong } = labelsOf(draft);
  const isOff = draft.dataset === NO_DATASET;
  const set = (news: Partial<LabelsDraft>) => setTyped({ ...typed, ...news });
  const field = (id: 'key' | 'row' | 'label' | 'at' | 'position' | 'output') => ({
    value: draft[id],
    error: wrong.has(id) ? say('services.settings.wrong') : null,
    onChange: (value: string) => set({ [id]: value }),
  });
  const names = [...new Set([...(data?.datasets.map((dataset) => dataset.name) ?? []), ...(isOff ? [] : [draft.dataset])])];
  return (
    <FormDialog
      size="m"
      onClose={onClose}
      title={say('compare.labels.title', { name })}
      submitWord={say('workspace.edit.save')}
      reason={wrong.size > 0 ? say('services.settings.wrong') : null}
      working={change.isPending}
      onSubmit={() => change.mutate({ connection, service: name, settings: { labels } }, { onSuccess: onClose })}
    >
      <Select
        label={say('compare.labels.dataset')}
        hint={say('compare.labels.hint')}
        value={draft.dataset}
        choices={[{ value: NO_DATASET, label: say('compare.labels.off') }, ...names.map((value) => ({ value, label: value }))]}
        onChange={(dataset) => set({ dataset })}
      />
      {!isOff && (
        <>
          <div className={styles.fields}>
            <TextField mono label={say('compare.labels.key')} {...field('key')} />
            <TextField mono label={say('compare.labels.label')} {...field('label')} />
            <TextField mono label={say('compare.labels.at')} {...field('at')} />
            <TextField mono label={say('compare.labels.row')} hint={say('compare.labels.row.hint')} {...field('row')} />
          </div>
          <div className={styles.fields}>
            {outputs.length > 0 ? (
              <Select
                label={say('compare.labels.output')}
                value={draft.output}
                choices={outputs.map((value) => ({ value, label: value }))}
                onChange={(output) => set({ output })}
              />
            ) : (
              <TextField mono label={say('compare.labels.output')} {...field('output')} />
            )}
            <TextField kind="number" label={say('compare.labels.position')} hint={say('compare.labels.position.hint')} {...field('position')} />
            <Select
              label={say('compare.labels.task')}
              value={draft.task}
              choices={TASKS.map((value) => ({ value, label: say(`compare.labels.task.${value}`) }))}
              onChange={(task) => set({ task })}
            />
          </div>
        </>
      )}
      {change.error && <FailureState compact once failure={change.error} />}
    </FormDialog>
  );
}
