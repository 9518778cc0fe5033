import { failureOf } from '../../../../shared/models/failure';
import { readObject, versionOf } from '../../kube/read-object';
import type { KubeSession } from '../../kube/session';
import { unreadDetail } from '../../kube/workload/inspect';
import { followLog } from '../../kube/workload/pod-log';
import type { Connector } from '../contract';
import { actions } from './actions';
import { DEPLOYMENTS } from './client';
import { inspectDeployment } from './inspect';
import { mapDeployment } from './map';
import { placeOf } from './place';
import { progress } from './progress';

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
  inspect(session, key, out, signal) {
    try {
      inspectDeployment(session, placeOf(key), out, signal);
    } catch (error) {
      out(unreadDetail(failureOf(error))); // an id that leads nowhere
    }
  },
  log(session, { key, ...log }, out, signal) {
    try {
      followLog(session, { namespace: placeOf(key).namespace, ...log }, out, signal);
    } catch (error) {
      out({ lines: [], gap: false, state: 'failed', failure: failureOf(error).code }); // an id that leads nowhere
    }
  },
  actions,
  progress,
};
