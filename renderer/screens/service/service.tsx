import { useParams } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { deliveryId } from '../../../shared/models/delivery';
import type { EntityKey } from '../../../shared/models/entity';
import { type Service, ServiceName } from '../../../shared/models/service';
import { markInteractive } from '../../data/marks';
import { useRequest } from '../../data/request';
import type { Here } from '../../data/workspace';
import { useActionDeeds } from '../../parts/action-button';
import { ACTION_ORDER } from '../../parts/action-definitions';
import { offeredActions } from '../../parts/action-offer';
import { ComparisonPanel } from '../../parts/comparison/comparison-panel';
import { ActionsPanel } from '../../parts/delivery/actions-panel';
import { SplitPanel } from '../../parts/delivery/split-panel';
import { type Page, useDeliveryPage } from '../../parts/delivery/use-delivery-page';
import { PageColumns } from '../../parts/page-columns';
import { prepareDialog } from '../../parts/plan-dialog/plan-host';
import { WorkspaceGate } from '../../parts/workspace-gate';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import { FiguresPanel } from './figures-panel';
import { Header } from './header';
import { LabelsPanel } from './labels-panel';
import { PayloadPanel } from './payload-panel';
import { RevisionsPanel } from './revisions-panel';
import { ShadowPanel } from './shadow-panel';
import { SettingsPanel } from './settings-panel';
import { StandingBanner } from './standing-banner';
import { UsePanel } from './use-panel';

const serviceEntity = (connection: string, name: string): EntityKey => ({ connection, kind: 'delivery', id: deliveryId('local', '', name) });

/** The page of one service, by its address. */
export function ServicePage() {
  const say = useWords();
  const { id }: { readonly id?: string } = useParams({ strict: false });
  const name = ServiceName.safeParse(id).data;
  useEffect(markInteractive, []);
  if (name === undefined) return <EmptyState title={say('shell.not-found.title')} text={say('shell.not-found.text')} />;
  return <WorkspaceGate title="services.title">{(here) => <Known key={name} here={here} name={name} />}</WorkspaceGate>;
}

function Known({ here, name }: { readonly here: Here; readonly name: string }) {
  const say = useWords();
  const { connection } = here;
  const { data: service, error, refetch } = useRequest('services.get', { connection, service: name });
  const entity = useMemo(() => serviceEntity(connection, name), [connection, name]);
  const delivery = useDeliveryPage(entity);
  useEffect(prepareDialog, []);
  if (error?.code === 'not-found') return <EmptyState title={say('services.gone')} text={say('services.gone.text')} />;
  if (!service)
    return error ? (
      <FailureState failure={error} what={say('services.unread-one')} onRetry={() => void refetch()} />
    ) : (
      <LoadingState what={say('services.reading')} lines={6} />
    );
  return <Whole here={here} service={service} page={delivery.is === 'known' ? delivery.page : null} />;
}

type WholeProps = { readonly here: Here; readonly service: Service; readonly page: Page | null };

function Whole({ here, service, page }: WholeProps) {
  return (
    <>
      <Header here={here} service={service} page={page} />
      <StandingBanner service={service} />
      <PageColumns
        main={
          <>
            {page && <SplitPanel page={page} />}
            <ComparisonPanel delivery={serviceEntity(here.connection, service.name)} service={service.name} hasCandidate={service.release.candidate !== null} />
            <FiguresPanel connection={here.connection} service={service} />
            <ShadowPanel connection={here.connection} service={service} />
            <UsePanel here={here} service={service} />
          </>
        }
        side={
          <>
            {page && <Actions page={page} />}
            <RevisionsPanel connection={here.connection} service={service} />
            <SettingsPanel here={here} service={service} />
            <PayloadPanel here={here} service={service} />
            <LabelsPanel here={here} service={service} />
          </>
        }
      />
    </>
  );
}

/** What can be done with it, as on the page of its delivery. */
function Actions({ page }: { readonly page: Page }) {
  const { entity, delivery, hindrance } = page;
  const offered = offeredActions(delivery, ACTION_ORDER);
  useActionDeeds({ entity, name: delivery.name, strategy: delivery.strategy }, offered, hindrance);
  return <ActionsPanel page={page} offered={offered} />;
}
