import type { ActionRequest } from '../../../shared/models/action';
import type { Delivery } from '../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../shared/models/delivery-detail';
import { ChooseRevision } from './choose-revision';
import type { OpenPlan } from './open-plan';
import { modelOfUri } from './serve-draft';
import { ServeForm } from './serve-form';
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
  const { open, delivery, onRequest, onClose } = props;
  if (open.action === 'roll-back') return <ChooseRevision {...props} />;
  const model = delivery?.engine === 'local' ? modelOfUri(delivery.modelUri) : null;
  if (model === null) return <StartForm {...props} />;
  const { connection } = open.entity;
  return (
    <ServeForm connection={connection} model={model} version={null} service={open.name} onRequest={(_name, request) => onRequest(request)} onClose={onClose} />
  );
}
