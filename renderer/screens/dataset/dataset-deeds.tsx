import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { z } from 'zod';
import type { Dataset, DatasetVersionRow, NamedCheck } from '../../../shared/models/dataset';
import { askOnce, useRequest, useChange } from '../../data/request';
import type { Here } from '../../data/workspace';
import { CheckEditor } from '../../parts/check-editor';
import { useDriftBegin } from '../../parts/drift-begin';
import { ExportMenu } from '../../parts/export-menu';
import { LineageLink } from '../../parts/lineage-link';
import { notify } from '../../parts/notices';
import { Button } from '../../ui/button';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Dialog } from '../../ui/dialog';
import { FailureState } from '../../ui/failure-state';
import { MoreIcon, ReloadIcon } from '../../ui/icons';
import { IconButton } from '../../ui/icon-button';
import { Menu } from '../../ui/menu';
import { useWords } from '../../ui/use-words';

export type DatasetDeedsProps = { readonly here: Here; readonly dataset: Dataset; readonly version: z.infer<typeof DatasetVersionRow> | null };

/** What can be done with a dataset: taken anew, its rules changed, forgotten, exported. */
export function DatasetDeeds({ here, dataset, version }: DatasetDeedsProps) {
  const say = useWords();
  const { connection } = here;
  const { name } = dataset;
  const take = useChange('data.take', {
    done: ({ isNew }, taken) => notify({ tone: 'ok', word: isNew ? 'data.take.new' : 'data.take.same', values: { name: taken.name } }),
    failed: (failure, taken) => notify({ tone: 'bad', word: 'data.take.failed', values: { name: taken.name }, failure }),
  });
  const [open, setOpen] = useState<'checks' | 'forget' | null>(null);
  const drift = useDriftBegin(version && { kind: 'dataset', connection, dataset: name, version: version.id, time: null });
  const lost = here.lostAt === null ? null : say('workspace.lost.deed');
  const read = () => (version === null ? Promise.reject(new Error('no version')) : askOnce('data.version', { connection, name, version: version.id }));
  return (
    <>
      {version && <LineageLink of={{ kind: 'dataset-version', id: `${name}@${version.id}` }} />}
      <Button icon={ReloadIcon} working={take.isPending} reason={lost} onClick={() => take.mutate({ connection, name })}>
        {say('data.take')}
      </Button>
      {version && (
        <ExportMenu
          name={`${name}-v${version.number}`}
          table={async () => ({
            headings: ['name', 'type', 'nulls', 'distinct', 'min', 'max', 'mean', 'deviation'].map((field) => say(`data.profile.${field as 'name'}`)),
            rows: (await read()).columns.map((column) => [
              column.name,
              column.type,
              column.nulls,
              column.distinct,
              text(column.min),
              text(column.max),
              column.mean,
              column.deviation,
            ]),
          })}
          json={read}
        />
      )}
      <Menu
        label={say('data.more')}
        side="end"
        entries={[
          { id: 'checks', word: say('data.checks.edit'), reason: lost, onPress: () => setOpen('checks') },
          ...drift,
          { kind: 'rule' },
          { id: 'forget', word: say('data.forget'), danger: true, reason: lost, onPress: () => setOpen('forget') },
        ]}
        target={<IconButton kind="plain" icon={MoreIcon} label={say('data.more')} />}
      />
      {open === 'checks' && <ChecksDialog here={here} dataset={dataset} version={version?.id ?? null} onClose={() => setOpen(null)} />}
      <ForgetDialog opened={open === 'forget'} here={here} name={name} onClose={() => setOpen(null)} />
    </>
  );
}

const text = (value: string | number | boolean | null) => (typeof value === 'boolean' ? String(value) : value);

type ChecksDialogProps = { readonly here: Here; readonly dataset: Dataset; readonly version: string | null; readonly onClose: () => void };

/** The rules that the next version must keep. */
export function ChecksDialog({ here: { connection }, dataset, version, onClose }: ChecksDialogProps) {
  const say = useWords();
  const change = useChange('data.change');
  const [checks, setChecks] = useState<readonly NamedCheck[]>(dataset.rules);
  const columns = useRequest('data.version', { connection, name: dataset.name, version: version ?? '' }, { enabled: version !== null }).data?.schema ?? [];
  const datasets = useRequest('data.list', { connection }).data?.datasets ?? [];
  return (
    <Dialog
      opened
      onClose={onClose}
      title={say('data.checks.edit')}
      lead={say('data.checks.lead')}
      footer={
        <>
          <Button onClick={onClose}>{say('ui.cancel')}</Button>
          <Button
            kind="primary"
            working={change.isPending}
            onClick={() => change.mutate({ connection, name: dataset.name, checks: [...checks] }, { onSuccess: onClose })}
          >
            {say('workspace.edit.save')}
          </Button>
        </>
      }
    >
      <CheckEditor
        key={columns.length}
        checks={checks}
        onChange={setChecks}
        columns={columns.map(({ name }) => name)}
        datasets={datasets.map(({ name }) => name).filter((name) => name !== dataset.name)}
      />
      {change.error && <FailureState compact once failure={change.error} />}
    </Dialog>
  );
}

function ForgetDialog({
  opened,
  here: { connection },
  name,
  onClose,
}: {
  readonly opened: boolean;
  readonly here: Here;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const say = useWords();
  const navigate = useNavigate();
  const forget = useChange('data.forget', { done: () => void navigate({ to: '/data' }) });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={say('data.forget.title', { name })}
      confirmWord={say('data.forget')}
      danger
      working={forget.isPending}
      onConfirm={() => forget.mutate({ connection, name })}
    >
      {say('data.forget.text')}
      {forget.error && <FailureState compact once failure={forget.error} />}
    </ConfirmDialog>
  );
}
