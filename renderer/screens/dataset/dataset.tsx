import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { type Dataset, DatasetName } from '../../../shared/models/dataset';
import { useAddress } from '../../data/address';
import { useRequest } from '../../data/request';
import { useDataProgress } from '../../data/data-progress';
import { markInteractive } from '../../data/marks';
import type { Here } from '../../data/workspace';
import { DatasetState } from '../../parts/dataset-state';
import { PageColumns } from '../../parts/page-columns';
import { PlaceHeader } from '../../parts/place-header';
import { WorkspaceGate } from '../../parts/workspace-gate';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import { AboutPanel } from './about-panel';
import { DatasetDeeds } from './dataset-deeds';
import styles from './dataset.module.css';
import { ProgressLine } from './progress-line';
import { VersionView } from './version-view';
import { VersionsPanel } from './versions-panel';
import { viewState } from './view-state';

/** The page of one dataset, by its address. */
export function DatasetPage() {
  const say = useWords();
  const { id }: { readonly id?: string } = useParams({ strict: false });
  const name = DatasetName.safeParse(id).data;
  useEffect(markInteractive, []);
  if (name === undefined) return <EmptyState title={say('shell.not-found.title')} text={say('shell.not-found.text')} />;
  return <WorkspaceGate title="data.title">{(here) => <Known key={name} here={here} name={name} />}</WorkspaceGate>;
}

function Known({ here, name }: { readonly here: Here; readonly name: string }) {
  const say = useWords();
  const { data, error, refetch } = useRequest('data.get', { connection: here.connection, name });
  if (data) return <Page here={here} dataset={data} />;
  return error ? (
    <FailureState failure={error} what={say('data.dataset.unread')} onRetry={() => void refetch()} />
  ) : (
    <LoadingState what={say('data.dataset.loading')} lines={6} />
  );
}

function Page({ here, dataset }: { readonly here: Here; readonly dataset: Dataset }) {
  const say = useWords();
  const [view, set] = useAddress(viewState);
  const under = useDataProgress(here).find(({ name }) => name === dataset.name);
  const chosen = dataset.history.find(({ id }) => id === (view.version ?? dataset.latest)) ?? dataset.history[0];
  return (
    <>
      <PlaceHeader
        up={[{ id: 'data', name: say('data.title'), address: { to: '/data' } }]}
        kind="data.dataset"
        title={dataset.name}
        beside={chosen && <bdi>{say('data.v', { number: chosen.number })}</bdi>}
        marks={<DatasetState state={chosen?.state ?? dataset.state} />}
      >
        <DatasetDeeds here={here} dataset={dataset} version={chosen ?? null} />
      </PlaceHeader>
      {under && <ProgressLine progress={under} />}
      {dataset.failure && (
        <div className={styles.above}>
          <FailureState compact failure={dataset.failure} what={say('data.failed')} />
        </div>
      )}
      <PageColumns
        main={
          chosen ? (
            <VersionView key={chosen.id} here={here} dataset={dataset} row={chosen} view={view} set={set} />
          ) : (
            <EmptyState title={say('data.versions.none')} text={say(under ? 'data.versions.none.reading' : 'data.versions.none.text')} />
          )
        }
        side={
          <>
            <VersionsPanel
              dataset={dataset}
              chosen={chosen?.id ?? null}
              onChoose={(version) => set({ version: version === dataset.latest ? null : version }, 'push')}
            />
            <AboutPanel here={here} dataset={dataset} />
          </>
        }
      />
    </>
  );
}
