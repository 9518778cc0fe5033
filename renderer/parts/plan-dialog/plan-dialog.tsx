import { useState } from 'react';
import type { ActionRequest } from '../../../shared/models/action';
import type { Freshness } from '../../../shared/models/freshness';
import { useDelivery, useDeliveryDetail } from '../../data/delivery';
import { lostFreshness } from '../../data/lost-freshness';
import { AskDialog } from './ask-dialog';
import { JudgedDialog } from './judged-dialog';
import type { OpenPlan } from './open-plan';

export type PlanDialogProps = { readonly open: OpenPlan; readonly onClose: () => void };

/** From a press to what happened: what is needed, what would change, the verdict, and then how it goes. */
export function PlanDialog({ open, onClose }: PlanDialogProps) {
  const [request, setRequest] = useState<ActionRequest | null>(open.request);
  const { entity: delivery, freshness: told, lostAt } = useDelivery(open.entity);
  const { value: detail } = useDeliveryDetail(open.entity);
  const freshness: Freshness | undefined = told && (lostAt === null ? told : lostFreshness(told, lostAt));
  if (request === null) return <AskDialog open={open} delivery={delivery} detail={detail} onRequest={setRequest} onClose={onClose} />;
  return <JudgedDialog open={open} request={request} delivery={delivery} detail={detail} freshness={freshness} onClose={onClose} />;
}
