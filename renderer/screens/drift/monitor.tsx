import { useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { MonitorId } from '../../../shared/models/drift-monitor';
import { markInteractive } from '../../data/marks';
import { Banner } from '../../ui/banner';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import { DistributionPanel } from './distribution/distribution-panel';
import type { Explained } from './explain/explain-number';
import { ExplainPopover } from './explain/explain-popover';
import { FeaturesPanel } from './features/features-panel';
import { Header } from './header';
import { HeatMapPanel } from './heat-map/heat-map-panel';
import styles from './monitor.module.css';
import { OverTimePanel } from './over-time/over-time-panel';
import { QualityPanel } from './quality-panel';
import { Toolbar } from './toolbar';
import { type Page, useMonitorPage } from './use-monitor-page';
import { isStopped } from './verdict-sentence';

/** The page of one monitor, by its address. */
export function MonitorPage() {
  const say = useWords();
  const { id }: { readonly id?: string } = useParams({ strict: false });
  const known = MonitorId.safeParse(id).data;
  useEffect(markInteractive, []);
  if (known === undefined) return <EmptyState title={say('shell.not-found.title')} text={say('shell.not-found.text')} />;
  return <Known key={known} id={known} />;
}

function Known({ id }: { readonly id: string }) {
  const say = useWords();
  const { page, read } = useMonitorPage(id);
  if (page)
    return (
      <div className={styles.page}>
        <Header page={page} />
        <Toolbar page={page} />
        <Unfinished page={page} />
        <Shown page={page} />
      </div>
    );
  if (read.error?.code === 'not-found') return <EmptyState title={say('monitors.gone')} text={say('monitors.gone.text')} />;
  if (read.error) return <FailureState failure={read.error} what={say('monitors.unread-one')} onRetry={() => void read.refetch()} retrying={read.isFetching} />;
  return <LoadingState what={say('monitors.reading')} lines={6} />;
}

/** Why the last look has not come to its end. */
function Unfinished({ page: { standing } }: { readonly page: Page }) {
  const say = useWords();
  const { failure, progress } = standing;
  if (!failure || progress) return null;
  if (isStopped(standing)) return <Banner title={say('monitors.verdict.stopped')}>{say('monitors.stopped.text')}</Banner>;
  return (
    <div className={styles.failed}>
      <FailureState compact failure={failure} what={say('monitors.failure')} />
    </div>
  );
}

function Shown({ page }: { readonly page: Page }) {
  const say = useWords();
  const [explained, setExplained] = useState<Explained | null>(null);
  const { span, map, standing, view } = page;
  if (!span) {
    if (map.isPending) return <LoadingState what={say('monitors.map.reading')} lines={6} />;
    if (map.error) return <FailureState failure={map.error} what={say('monitors.map.unread')} onRetry={() => void map.refetch()} />;
    const empty = standing.progress
      ? 'monitors.first'
      : view.slice
        ? 'monitors.empty.slice'
        : standing.lastRunAt === null || standing.failure
          ? 'monitors.never'
          : 'monitors.empty';
    return (
      <Panel>
        <EmptyState title={say(empty)} text={say(`${empty}.text`)} />
      </Panel>
    );
  }
  return (
    <>
      <OverTimePanel page={page} />
      <div className={styles.middle}>
        <HeatMapPanel page={page} />
        <DistributionPanel page={page} onExplain={setExplained} />
      </div>
      <FeaturesPanel page={page} span={span} onExplain={setExplained} />
      <QualityPanel page={page} />
      <ExplainPopover page={page} explained={explained} onClose={() => setExplained(null)} />
    </>
  );
}
