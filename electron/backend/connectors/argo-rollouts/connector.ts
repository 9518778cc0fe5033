import type { Failure } from '../../../../shared/models/failure';
import type { KubeSession } from '../../kube/session';
import { followLog } from '../../kube/workload/pod-log';
import type { Connector, Sink } from '../contract';
import { actions } from './actions';
import { ROLLOUTS } from './client';
import { inspectRollout } from './inspect';
import { mapRollout, templateLoan } from './map';
import { otherVersion } from './other-version';
import { progress } from './progress';
import { readRollout, rolloutRef } from './subject';

/** Argo Rollouts as deliveries. */
export const argoRollouts: Connector<KubeSession> = {
  id: 'argo-rollouts',
  system: 'kubernetes',
  kinds: ['delivery'],
  watch(session, { connection, kind, namespaces }, sink, signal) {
    if (kind !== 'delivery') return;
    const map = (object: unknown) => {
      const item = mapRollout(object, connection);
      return item && { id: item.id, item };
    };
    session.watch({ resource: ROLLOUTS, namespaces, map }, whereInstalled(session, sink, signal), signal);
  },
  loan: templateLoan,
  read: readRollout,
  inspect: inspectRollout,
  log: (session, { key, ...log }, out, signal) => followLog(session, { namespace: rolloutRef(key).namespace, ...log }, out, signal),
  actions,
  progress,
};

/** How long an answer about other versions is good for. The collection itself is looked for again by its watch. */
const LOOK_EVERY_MS = 60_000;

/** A cluster without Argo Rollouts has nothing wrong with it: what is not installed is absent, and looked for again at leisure. */
function whereInstalled(session: KubeSession, sink: Sink, signal: AbortSignal): Sink {
  let looked: { readonly at: number; readonly found: Promise<Failure | null> } | null = null;
  const absent = async (scope: string) => {
    sink.absent?.(scope);
    if (!looked || performance.now() - looked.at > LOOK_EVERY_MS) looked = { at: performance.now(), found: otherVersion(session, signal) };
    const failure = await looked.found;
    if (failure && !signal.aborted) sink.trouble?.(scope, failure);
  };
  return {
    begin: (scope) => sink.begin(scope),
    put: (scope, entities) => sink.put(scope, entities),
    drop: (scope, ids) => sink.drop(scope, ids),
    live: (scope) => sink.live(scope),
    trouble: (scope, failure) => sink.trouble?.(scope, failure),
    broken(scope, failure, nextTryAt) {
      if (failure.code === 'unsupported' && failure.detail.values?.['status'] === '404') void absent(scope);
      else sink.broken(scope, failure, nextTryAt);
    },
  };
}
