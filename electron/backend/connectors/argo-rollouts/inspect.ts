import { z } from 'zod';
import type { EntityKey } from '../../../../shared/models/entity';
import type { DeliveryDetail, Revision } from '../../../../shared/models/delivery-detail';
import type { KubeSession } from '../../kube/session';
import { conditionsOf } from '../../kube/workload/conditions';
import { inspectWorkload, type Inspected, type WorkloadReading } from '../../kube/workload/inspect';
import { selectorText } from '../../kube/workload/selector';
import { WatchedCollection } from '../../kube/workload/watched-collection';
import { type AnalysisItem, mapAnalysisRun } from './analysis';
import { ANALYSIS_RUNS, HASH_LABEL, REVISION, Rollout, ROLLOUTS } from './client';
import { mapRollout } from './map';
import { routerOf } from './router';
import { rolloutRef } from './subject';

const ANALYSES_MAX = 50;
/** Runs of one namespace that are looked through for those of one Rollout. */
const RUNS_KEPT = 1_000;
const Selected = z.object({ spec: z.object({ selector: z.unknown() }) });

/** Everything that the page of a Rollout shows. */
export function inspectRollout(session: KubeSession, key: EntityKey, out: (detail: DeliveryDetail) => void, signal: AbortSignal): void {
  const { namespace, name } = rolloutRef(key);
  const enrich: Inspected['enrich'] = (uid, onChange, stop) => {
    const map = (object: unknown) => {
      const item = mapAnalysisRun(object);
      return item && { id: item.analysis.name, item: item.owners.includes(uid) ? item : null };
    };
    const runs = new WatchedCollection(session, { resource: ANALYSIS_RUNS, namespace, select: { labels: HASH_LABEL }, map, max: RUNS_KEPT }, onChange, stop);
    return (detail, object) => withAnalyses(detail, object, runs);
  };
  const marks = { hashLabel: HASH_LABEL, revisionAnnotation: REVISION };
  inspectWorkload(session, { ...marks, resource: ROLLOUTS, objectKind: 'Rollout', namespace, name, read: readRollout, enrich }, out, signal);
}

function withAnalyses(detail: DeliveryDetail, object: unknown, runs: WatchedCollection<AnalysisItem>): DeliveryDetail {
  const rollout = Rollout.safeParse(object);
  const newestFirst = [...runs.items.values()].toSorted((a, b) => b.createdAt - a.createdAt);
  const { failure } = runs;
  return {
    ...detail,
    analyses: newestFirst.slice(0, ANALYSES_MAX).map(({ analysis }) => analysis),
    traffic: { router: rollout.success ? routerOf(rollout.data) : null },
    missing: failure ? [...detail.missing, { part: 'analyses', failure }] : detail.missing,
    loading: runs.loading ? [...detail.loading, 'analyses'] : detail.loading,
  };
}

export function readRollout(object: unknown): WorkloadReading | null {
  const delivery = mapRollout(object, 'none');
  if (!delivery) return null;
  const selected = Selected.safeParse(object);
  const { stableKey, candidateKey } = delivery;
  const roles = new Map<string, Revision['role']>([
    ...(stableKey === null ? [] : [[stableKey, 'stable'] as const]),
    ...(candidateKey === null ? [] : [[candidateKey, 'candidate'] as const]),
  ]);
  return {
    uid: delivery.uid,
    // With a workloadRef the selector is the Deployment's: the owner then tells what is ours.
    selector: (selected.success ? selectorText(selected.data.spec.selector) : null) ?? HASH_LABEL,
    conditions: conditionsOf(object),
    roles: () => roles,
  };
}
