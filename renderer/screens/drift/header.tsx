import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { exportReport } from '../../data/drift';
import { entityAddress } from '../../data/entity-address';
import { useChange } from '../../data/request';
import { AddressLink } from '../../parts/address-link';
import { fileName } from '../../parts/export-menu';
import { notify } from '../../parts/notices';
import { PlaceHeader } from '../../parts/place-header';
import { Button } from '../../ui/button';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { FailureState } from '../../ui/failure-state';
import { AbortIcon, DownIcon, EditIcon, ExportIcon, MoreIcon, ReloadIcon } from '../../ui/icons';
import { Menu } from '../../ui/menu';
import { useInterface } from '../../ui/ui-provider';
import { useWords } from '../../ui/use-words';
import { MonitorForm } from './form/monitor-form';
import styles from './monitor.module.css';
import type { Page } from './use-monitor-page';
import { VerdictChips } from './verdict-chip';

/** What it is called, its verdict in words, and what can be done with it. */
export function Header({ page }: { readonly page: Page }) {
  const say = useWords();
  const [asks, setAsks] = useState<'change' | 'remove' | null>(null);
  const { monitor, standing, id } = page;
  const run = useChange('drift.run');
  const cancel = useChange('drift.cancel');
  const failure = run.error ?? cancel.error;
  const of = monitor.settings.of;
  return (
    <>
      <PlaceHeader
        up={[{ id: 'drift', name: say('monitors.title'), address: { to: '/drift' } }]}
        kind="monitors.monitor"
        title={standing.name}
        beside={
          <span className={styles.beside}>
            {say('monitors.version', { version: standing.version })}
            {of && <AddressLink address={entityAddress(of)}>{of.id.slice(of.id.lastIndexOf('/') + 1)}</AddressLink>}
          </span>
        }
      >
        <ExportButton page={page} />
        <Button icon={EditIcon} onClick={() => setAsks('change')}>
          {say('monitors.change')}
        </Button>
        {standing.progress ? (
          <Button icon={AbortIcon} working={cancel.isPending} onClick={() => cancel.mutate({ id })}>
            {say('monitors.cancel')}
          </Button>
        ) : (
          <Button kind="primary" icon={ReloadIcon} working={run.isPending} onClick={() => run.mutate({ id })}>
            {say('monitors.run')}
          </Button>
        )}
        <Menu
          label={say('monitors.more')}
          side="end"
          entries={[{ id: 'remove', word: say('monitors.remove'), danger: true, onPress: () => setAsks('remove') }]}
          target={<Button icon={MoreIcon}>{say('monitors.more')}</Button>}
        />
      </PlaceHeader>
      <VerdictChips page={page} />
      {failure && <FailureState compact once failure={failure} />}
      {asks === 'change' && <MonitorForm monitor={monitor} onClose={() => setAsks(null)} />}
      <RemoveDialog page={page} opened={asks === 'remove'} onClose={() => setAsks(null)} />
    </>
  );
}

function RemoveDialog({ page: { id, standing }, opened, onClose }: { readonly page: Page; readonly opened: boolean; readonly onClose: () => void }) {
  const say = useWords();
  const navigate = useNavigate();
  const remove = useChange('drift.remove', { done: () => void navigate({ to: '/drift' }) });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={say('monitors.remove.title', { name: standing.name })}
      confirmWord={say('monitors.remove.now')}
      danger
      working={remove.isPending}
      onConfirm={() => remove.mutate({ id })}
    >
      {say('monitors.remove.text')}
      {remove.error && <FailureState compact once failure={remove.error} />}
    </ConfirmDialog>
  );
}

/** Of the stretch that is looked at: read again and judged exactly, as the command line does. */
function ExportButton({ page: { id, span, view, standing } }: { readonly page: Page }) {
  const say = useWords();
  const { locale } = useInterface();
  const [working, setWorking] = useState(false);
  if (!span) return null;
  const save = async (format: 'html' | 'json') => {
    setWorking(true);
    const day = (at: number) => new Date(at).toISOString().slice(0, 10);
    const result = await exportReport({ id, ...span, slice: view.slice, format, locale }, fileName(`${standing.name}-${day(span.from)}`, format));
    setWorking(false);
    if (result.state === 'saved') notify({ tone: 'ok', word: 'monitors.export.done' });
    if (result.state === 'failed') notify({ tone: 'bad', word: 'monitors.export.failed', failure: result.failure });
  };
  return (
    <Menu
      label={say('monitors.export')}
      side="end"
      entries={[
        { kind: 'heading', word: say('monitors.export.text') },
        { id: 'html', word: say('monitors.export.html'), onPress: () => void save('html') },
        { id: 'json', word: say('monitors.export.json'), onPress: () => void save('json') },
      ]}
      target={
        <Button icon={ExportIcon} trailing={DownIcon} working={working}>
          {say('monitors.export')}
        </Button>
      }
    />
  );
}
