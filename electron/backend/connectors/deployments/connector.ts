import type { KubeSession } from '../../kube/session';
import type { Connector } from '../contract';
import { DEPLOYMENTS } from './client';
import { mapDeployment } from './map';

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
};
