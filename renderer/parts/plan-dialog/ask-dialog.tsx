import type { ActionRequest } from '../../../shared/models/action';
import type { Delivery } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import { ChooseRevision } from './choose-revision';
import type { OpenPlan } from './open-plan';
import { StartForm } from './start-form';

export type AskDialogProps = {
  readonly open: OpenPlan;
  readonly delivery: Delivery | undefined;
  readonly detail: DeliveryDetail | undefined;
  readonly onRequest: (request: ActionRequest) => void;
  readonly onClose: () => void;
};

/** What an action needs to know before it can be planned. */
export function AskDialog(props: AskDialogProps) {
  return props.open.action === 'roll-back' ? <ChooseRevision {...props} /> : <StartForm {...props} />;
}
