import { useState } from 'react';
import { useIntl } from 'react-intl';
import type { Input } from '../../../shared/api/api';
import { useRequest, useChange } from '../../data/request';
import type { Here } from '../../data/workspace';
import { notify } from '../../parts/notices';
import { Button } from '../../ui/button';
import { bytesText } from '../../ui/bytes-text';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Fact, Facts } from '../../ui/facts';
import { FailureState } from '../../ui/failure-state';
import { DownIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { Menu } from '../../ui/menu';
import { Meter } from '../../ui/meter';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import { PayloadsDialog } from './payloads-dialog';

const PARTS = ['artifacts', 'registry', 'logs', 'payloads', 'other'] as const;
type Removable = Input<'workspaces.removeWritten'>['part'];

/** What Pilothouse wrote into the folder, and what of it can go. The user's own files are not counted, and not touched. */
export function DiskPanel({ here }: { readonly here: Here }) {
  const say = useWords();
  const intl = useIntl();
  const usage = useRequest('workspaces.usage', {});
  const settings = useRequest('workspaces.settings', {}).data;
  const [asking, setAsking] = useState<Removable | null>(null);
  const [choosing, setChoosing] = useState(false);
  const size = (bytes: number) => bytesText(intl, bytes);
  const remove = useChange('workspaces.removeWritten', {
    done: ({ freedBytes }) => {
      setAsking(null);
      notify({ tone: 'ok', word: 'workspace.disk.freed', values: { size: size(freedBytes) } });
      void usage.refetch();
    },
  });
  const { data, error } = usage;
  const quota = settings?.quotaBytes ?? null;
  const sizeOf = (part: Removable) => (data ? size(data.removable[part]) : '–');
  const lost = here.lostAt === null ? null : say('workspace.lost.deed');
  const entry = (part: Removable) => ({
    id: part,
    word: say(`workspace.disk.remove.${part}`, { size: sizeOf(part) }),
    danger: part === 'all',
    reason: lost,
    onPress: () => setAsking(part),
  });
  return (
    <Panel
      title={say('workspace.disk')}
      aside={
        data && (
          <Menu
            label={say('workspace.disk.remove')}
            side="end"
            entries={[
              ...(['logs', 'orphanArtifacts'] as const).map(entry),
              {
                id: 'payloads',
                word: say('workspace.disk.remove.payloads', { size: size(data.payloads) }),
                reason: lost,
                onPress: () => setChoosing(true),
              },
              entry('all'),
            ]}
            target={
              <Button kind="quiet" size="s" trailing={DownIcon}>
                {say('workspace.disk.remove')}
              </Button>
            }
          />
        )
      }
    >
      {error && !data && <FailureState compact failure={error} onRetry={() => void usage.refetch()} />}
      {!data && !error && <LoadingState what={say('workspace.disk.loading')} lines={2} />}
      {data && (
        <>
          <Facts ends>
            {PARTS.map((part) => (
              <Fact key={part} word={say(`workspace.disk.${part}`)}>
                <bdi>{size(data[part])}</bdi>
              </Fact>
            ))}
            <Fact sum word={say('workspace.disk.total')}>
              <strong>
                <bdi>{quota === null ? size(data.total) : say('workspace.disk.of', { used: size(data.total), most: size(quota) })}</bdi>
              </strong>
            </Fact>
            {data.freeOnDisk !== null && (
              <Fact word={say('workspace.disk.free')}>
                <bdi>{size(data.freeOnDisk)}</bdi>
              </Fact>
            )}
          </Facts>
          {quota !== null && (
            <Meter
              share={data.total / quota}
              tone={data.total > quota * 0.9 ? 'bad' : 'quiet'}
              label={say('workspace.disk.of', { used: size(data.total), most: size(quota) })}
            />
          )}
        </>
      )}
      {choosing && <PayloadsDialog here={here} onClose={() => setChoosing(false)} />}
      <ConfirmDialog
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={asking ? say(`workspace.disk.remove.${asking}`, { size: sizeOf(asking) }) : ''}
        confirmWord={say('workspace.disk.remove.now')}
        danger
        working={remove.isPending}
        onConfirm={() => asking !== null && remove.mutate({ part: asking })}
      >
        {asking && say(`workspace.disk.remove.${asking}.text`)}
        {remove.error && <FailureState compact once failure={remove.error} />}
      </ConfirmDialog>
    </Panel>
  );
}
