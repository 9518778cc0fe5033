import type { Discovered } from '../../electron/backend/lib/discovery';
import type { ConnectionTarget } from '../../shared/models/connection';

/** A context of a kubeconfig that could become a connection. */
export const somePlace = (target: ConnectionTarget, context: string): Discovered => ({
  id: context.padEnd(16, '0'),
  ref: { kubeconfig: '/k', context },
  target: { ...target, context },
  namespace: null,
  current: true,
  failure: null,
});
