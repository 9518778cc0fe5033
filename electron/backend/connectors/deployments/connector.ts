import { AppError, failure } from '../../../../shared/models/failure';
import type { EntityKey } from '../../../../shared/models/entity';
import { readObject, versionOf } from '../../kube/read-object';
import type { KubeSession } from '../../kube/session';
import { followLog } from '../../kube/workload/pod-log';
import type { Connector } from '../contract';
import { DEPLOYMENTS } from './client';
import { inspectDeployment, type Place } from './inspect';
import { mapDeployment } from './map';

const ID = /^deployments\/([^/]+)\/([^/]+)$/;

/** Plain Deployments as deliveries. */
export const deployments: Connector<KubeSession> = {
  id: 'deployments',
  system: 'kubernetes',
  kinds: ['delivery'],
  watch(session, { connection, kind, namespaces }, sink, signal) {
    if (kind !== 'delivery') return;
    const map = (object: unknown) => {
      const item = mapDeployment(object, connection);
      return item && { id: item.id, item };
    };
    session.watch({ resource: DEPLOYMENTS, namespaces, map }, sink, signal);
  },
  async read(session, key, signal) {
    const object = await readObject(session, { resource: DEPLOYMENTS, ...placeOf(key) }, signal);
    const entity = object && mapDeployment(object, key.connection);
    return entity && { entity, version: versionOf(object) };
  },
  inspect: (session, key, out, signal) => inspectDeployment(session, placeOf(key), out, signal),
  log: (session, { key, ...log }, out, signal) => followLog(session, { namespace: placeOf(key).namespace, ...log }, out, signal),
};

/** @throws AppError `not-found` where the id is none of ours. */
export function placeOf({ id, connection }: EntityKey): Place {
  const [, namespace, name] = ID.exec(id) ?? [];
  if (namespace === undefined || name === undefined) throw new AppError(failure('not-found', { values: { entity: id } }, connection));
  return { namespace, name };
}
