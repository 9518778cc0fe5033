import type { AskProps } from './ask-props';
import { ChooseRevision } from './choose-revision';
import { modelOfUri } from './serve-draft';
import { ServeForm } from './serve-form';
import { StartForm } from './start-form';

/** What an action needs to know before it can be planned. */
export function AskDialog(props: AskProps) {
  const { open, delivery, onRequest, onClose } = props;
  if (open.action === 'roll-back') return <ChooseRevision {...props} />;
  const model = delivery?.engine === 'local' ? modelOfUri(delivery.modelUri) : null;
  if (model === null) return <StartForm {...props} />;
  const { connection } = open.entity;
  return (
    <ServeForm connection={connection} model={model} version={null} service={open.name} onRequest={(_name, request) => onRequest(request)} onClose={onClose} />
  );
}
