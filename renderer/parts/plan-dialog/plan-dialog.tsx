import { useState } from 'react';
import { deliveryId } from '../../../shared/models/delivery';
import type { ActionRequest } from '../../../shared/models/action';
import type { Freshness } from '../../../shared/models/freshness';
import { useConnections } from '../../data/connections';
import { useDelivery, useDeliveryDetail } from '../../data/delivery';
import { lostFreshness } from '../../data/lost-freshness';
import { AskDialog } from './ask-dialog';
import { JudgedDialog } from './judged-dialog';
import { OpenAddressForm } from './open-address-form';
import { type OpenPlan, openPlan } from './open-plan';
import { ReplaceTokenForm } from './replace-token-form';
import { ServeForm } from './serve-form';
import { SetAliasForm } from './set-alias-form';

export type PlanDialogProps = { readonly open: OpenPlan; readonly onClose: () => void };

/** From a press to what happened: what is needed, what would change, the verdict, and then how it goes. */
export function PlanDialog(props: PlanDialogProps) {
  const { kind } = props.open.entity;
  if (kind === 'address') return <AddressPlan {...props} />;
  return kind === 'model' ? <ModelPlan {...props} /> : <DeliveryPlan {...props} />;
}

function DeliveryPlan({ open, onClose }: PlanDialogProps) {
  const [request, setRequest] = useState<ActionRequest | null>(open.request);
  const { entity: delivery, freshness: told, lostAt } = useDelivery(open.entity);
  const { value: detail } = useDeliveryDetail(open.entity, delivery !== undefined);
  const freshness: Freshness | undefined = told && (lostAt === null ? told : lostFreshness(told, lostAt));
  if (request === null) return <AskDialog open={open} delivery={delivery} detail={detail} onRequest={setRequest} onClose={onClose} />;
  return <JudgedDialog open={open} request={request} delivery={delivery} detail={detail} freshness={freshness} onClose={onClose} />;
}

/** A model of the open workspace: the connection says how far it can be believed. */
function ModelPlan({ open, onClose }: PlanDialogProps) {
  const [request, setRequest] = useState<ActionRequest | null>(open.request);
  const freshness = useConnections().byId.get(open.entity.connection)?.freshness;
  if (request === null && open.action === 'start') return <ServePlan open={open} onClose={onClose} />;
  if (request === null) return <SetAliasForm open={open} onRequest={setRequest} onClose={onClose} />;
  return <JudgedDialog open={open} request={request} delivery={undefined} detail={undefined} freshness={freshness} onClose={onClose} />;
}

/** The address of the gateway beyond this machine, and its token. */
function AddressPlan({ open, onClose }: PlanDialogProps) {
  const [request, setRequest] = useState<ActionRequest | null>(open.request);
  const freshness = useConnections().byId.get(open.entity.connection)?.freshness;
  if (request === null && open.action === 'open-address') return <OpenAddressForm open={open} onRequest={setRequest} onClose={onClose} />;
  if (request === null) return <ReplaceTokenForm open={open} onRequest={setRequest} onClose={onClose} />;
  return <JudgedDialog open={open} request={request} delivery={undefined} detail={undefined} freshness={freshness} onClose={onClose} />;
}

/** A version of a model is served by a service: which one is asked first, and its delivery is what is planned. */
function ServePlan({ open: { entity, name: model, suggested }, onClose }: PlanDialogProps) {
  const { connection } = entity;
  return (
    <ServeForm
      connection={connection}
      model={model}
      version={suggested?.version ?? null}
      service={null}
      onRequest={(name, request) => openPlan({ entity: { connection, kind: 'delivery', id: deliveryId('local', '', name) }, name, action: 'start', request })}
      onClose={onClose}
    />
  );
}
