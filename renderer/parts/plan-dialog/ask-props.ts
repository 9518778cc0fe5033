import type { ActionRequest } from '../../../shared/models/action';
import type { Delivery } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import type { OpenPlan } from './open-plan';

/** Of a form that asks what an action needs to know. */
export type AskProps = {
  readonly open: OpenPlan;
  readonly delivery: Delivery | undefined;
  readonly detail: DeliveryDetail | undefined;
  readonly onRequest: (request: ActionRequest) => void;
  readonly onClose: () => void;
};
