import type { EntityKey } from '../../../../shared/models/entity';
import { AppError, failure } from '../../../../shared/models/failure';

export type Place = { readonly namespace: string; readonly name: string };

/** Names that Kubernetes takes; whatever else an id holds leads nowhere. */
const ID = /^deployments\/([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\/([a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?)$/;

/** The Deployment that an entity stands for. @throws AppError `not-found` where the id is none of ours. */
export function placeOf({ id, connection }: EntityKey): Place {
  const [, namespace, name] = ID.exec(id) ?? [];
  if (namespace === undefined || name === undefined) throw new AppError(failure('not-found', { values: { entity: id } }, connection));
  return { namespace, name };
}
