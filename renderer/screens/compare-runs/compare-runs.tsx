import { useEffect, useMemo } from 'react';
import { useAddress } from '../../data/address';
import { useRequest } from '../../data/request';
import { markInteractive } from '../../data/marks';
import type { Here } from '../../data/workspace';
import { ExportMenu } from '../../parts/export-menu';
import { PlaceHeader } from '../../parts/place-header';
import { WorkspaceGate } from '../../parts/workspace-gate';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { SearchField } from '../../ui/search-field';
import { useWords } from '../../ui/use-words';
import { CompareCharts } from './compare-charts';
import { CompareTable } from './compare-table';
import styles from './compare-runs.module.css';
import { type Comparison, compareRows, GROUPS } from './rows';
import { viewState } from './view-state';

/** Runs side by side: what differs, how they did, their curves over each other. */
export function CompareRuns() {
  useEffect(markInteractive, []);
  return <WorkspaceGate title="runs.comparison">{(here) => <Compared here={here} />}</WorkspaceGate>;
}

function Compared({ here }: { readonly here: Here }) {
  const say = useWords();
  const [view, set] = useAddress(viewState);
  const { connection } = here;
  const enough = view.runs.length > 1;
  const { data, error, refetch } = useRequest('runs.compare', { connection, runs: [...view.runs] }, { enabled: enough, keep: true });
  const rows = useMemo(() => data && compareRows(data, view.find), [data, view.find]);
  const count = data?.runs.length ?? view.runs.length;
  return (
    <>
      <PlaceHeader up={[{ id: 'runs', name: say('runs.title'), address: { to: '/runs' } }]} kind="runs.comparison" title={say('runs.comparison.of', { count })}>
        <div className={styles.find}>
          <SearchField label={say('runs.comparison.find')} value={view.find} onChange={(find) => set({ find })} />
        </div>
        {data && <ExportMenu name="comparison" table={() => exported(data, say('runs.comparison.kind'), say('runs.comparison.name'))} json={() => data} />}
      </PlaceHeader>
      {!enough && <EmptyState title={say('runs.comparison.few')} text={say('runs.comparison.few.text')} />}
      {enough && error && !data && <FailureState failure={error} what={say('runs.comparison.unread')} onRetry={() => void refetch()} />}
      {enough && !data && !error && <LoadingState what={say('runs.comparison.loading')} lines={6} />}
      {enough && data && rows && (
        <div className={styles.page}>
          <CompareTable connection={connection} runs={data.runs} rows={rows} onLeave={(id) => set({ runs: view.runs.filter((each) => each !== id) })} />
          <CompareCharts here={here} runs={data.runs} metrics={rows.metrics.map(({ key }) => key)} view={view} set={set} />
        </div>
      )}
    </>
  );
}

function exported(data: Comparison, kind: string, name: string) {
  const rows = compareRows(data, '');
  return {
    headings: [kind, name, ...data.runs.map((run) => run.name)],
    rows: GROUPS.flatMap((group) => rows[group].map((row) => [row.kind, row.key, ...row.values])),
  };
}
