import { useEffect } from 'react';
import { markInteractive } from '../../data/marks';
import type { Here } from '../../data/workspace';
import { PageColumns } from '../../parts/page-columns';
import { WorkspaceGate } from '../../parts/workspace-gate';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import { ArtifactsPanel } from './artifacts-panel';
import { ChartDialog } from './chart-dialog';
import { CodePanel } from './code-panel';
import { ExitPanel } from './exit-panel';
import { Header } from './header';
import { InputsPanel } from './inputs-panel';
import { LogPanel } from './log-panel';
import { MetricGrid } from './metric-grid';
import { OutputsPanel } from './outputs-panel';
import { ParametersPanel } from './parameters-panel';
import { ProgressPanel } from './progress-panel';
import { ResourcesPanel } from './resources-panel';
import { useRunId, useRunPage } from './use-run-page';

/** The page of one run, by its address. */
export function RunPage() {
  const say = useWords();
  const id = useRunId();
  useEffect(markInteractive, []);
  if (!id) return <EmptyState title={say('shell.not-found.title')} text={say('shell.not-found.text')} />;
  return <WorkspaceGate title="runs.title">{(here) => <Known key={id} here={here} id={id} />}</WorkspaceGate>;
}

function Known({ here, id }: { readonly here: Here; readonly id: string }) {
  const say = useWords();
  const { page, asked } = useRunPage(here, id);
  if (!page) {
    return asked.error ? (
      <FailureState failure={asked.error} what={say('runs.run.unread')} onRetry={() => void asked.refetch()} retrying={asked.isFetching} />
    ) : (
      <LoadingState what={say('runs.run.loading')} lines={6} />
    );
  }
  const process = page.run.origin === 'process';
  return (
    <>
      <Header page={page} />
      <PageColumns
        main={
          <>
            <ExitPanel page={page} />
            <ProgressPanel page={page} />
            <MetricGrid page={page} />
            {process && <LogPanel page={page} />}
          </>
        }
        side={
          <>
            {process && (page.state === 'running' || page.live.resources.length > 0) && <ResourcesPanel page={page} />}
            <ParametersPanel page={page} />
            <InputsPanel page={page} />
            <OutputsPanel page={page} />
            <CodePanel page={page} />
            <ArtifactsPanel page={page} />
          </>
        }
      />
      {page.view.chart !== null && <ChartDialog page={page} metric={page.view.chart} />}
    </>
  );
}
