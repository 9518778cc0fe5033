import { useId } from 'react';
import type { z } from 'zod';
import type { Dataset, DatasetVersionRow } from '../../../shared/models/dataset';
import type { SetAddress } from '../../data/address';
import { useRequest } from '../../data/request';
import type { Here } from '../../data/workspace';
import { Banner } from '../../ui/banner';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Tabs } from '../../ui/segmented';
import { useWords } from '../../ui/use-words';
import { ChecksTab } from './checks-tab';
import styles from './dataset.module.css';
import { DiffTab } from './diff-tab';
import { FilesTab } from './files-tab';
import { ProfileTab } from './profile-tab';
import { RowsTab } from './rows-tab';
import { TABS, type ViewState } from './view-state';

export type VersionViewProps = {
  readonly here: Here;
  readonly dataset: Dataset;
  readonly row: z.infer<typeof DatasetVersionRow>;
  readonly view: ViewState;
  readonly set: SetAddress<ViewState>;
};

/** One version: what is in it, whether it keeps the rules, what is otherwise than in another. */
export function VersionView({ here, dataset, row, view, set }: VersionViewProps) {
  const say = useWords();
  const id = useId();
  const { connection } = here;
  const { data: version, error, refetch } = useRequest('data.version', { connection, name: dataset.name, version: row.id });
  const failing = version?.checks.filter(({ outcome }) => outcome !== 'passed') ?? [];
  return (
    <>
      {row.state === 'quarantined' && (
        <Banner tone="bad" title={say('data.quarantined')}>
          {say('data.quarantined.text', { rules: failing.map(({ name }) => name).join(say('ui.list.comma')) || '–', count: Math.max(1, failing.length) })}
        </Banner>
      )}
      {row.state === 'tampered' && (
        <Banner tone="bad" title={say('data.tampered')}>
          {say('data.tampered.text')}
        </Banner>
      )}
      <Tabs
        label={say('data.dataset')}
        value={view.tab}
        segments={TABS.map((tab) => ({ value: tab, label: say(`data.tab.${tab}`) }))}
        controls={id}
        onChange={(tab) => set({ tab })}
      />
      <div id={id} role="tabpanel" className={styles.tab} aria-label={say(`data.tab.${view.tab}`)}>
        {!version ? (
          error ? (
            <FailureState failure={error} what={say('data.version.unread')} onRetry={() => void refetch()} />
          ) : (
            <LoadingState what={say('data.version.loading')} lines={6} />
          )
        ) : version.failure ? (
          <FailureState failure={version.failure} what={say('data.failed')} />
        ) : (
          <>
            {view.tab === 'profile' && <ProfileTab version={version} column={view.column} onColumn={(column) => set({ column })} />}
            {view.tab === 'checks' && <ChecksTab here={here} name={dataset.name} version={version} />}
            {view.tab === 'rows' && <RowsTab here={here} name={dataset.name} version={row.id} />}
            {view.tab === 'diff' && <DiffTab here={here} dataset={dataset} version={row} against={view.against} onAgainst={(against) => set({ against })} />}
            {view.tab === 'files' && <FilesTab here={here} version={version} />}
          </>
        )}
      </div>
    </>
  );
}
