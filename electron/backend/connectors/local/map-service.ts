import { type Delivery, deliveryId, type DeliveryStep, type RevisionRef } from '../../../../shared/models/delivery';
import type { ReleasePlan, ServiceRow } from '../../../../shared/models/service';

const PREFIX = deliveryId('local', '', '');

/** The name of a service by the id of its delivery; null where that is of no service of a workspace. */
export const serviceOfEntity = (id: string): string | null => (id.startsWith(PREFIX) ? id.slice(PREFIX.length) : null);

/** What the engine tells two revisions apart by. */
export const revisionKey = (number: number): string => `r${number}`;
export const numberOfKey = (key: string): number | null => (/^r[1-9]\d{0,8}$/.test(key) ? Number(key.slice(1)) : null);
export const modelUriOf = (model: string, version: number): string => `models:/${model}/${version}`;
export const refOf = (model: string, number: number, version: number | undefined): RevisionRef => ({
  key: revisionKey(number),
  number,
  images: [],
  modelUri: version === undefined ? null : modelUriOf(model, version),
});

/** Another with every move of its release. */
export const versionOf = ({ generation }: Pick<ServiceRow, 'generation'>): string => String(generation);

/** A service as a delivery. Each step of its plan is a weight and a pause, as engines in clusters have them. */
export function mapService(service: ServiceRow, connection: string): Delivery {
  const { name, uid, model, createdAt, release, plan, arms, weights, generation } = service;
  const { stable, candidate, since } = release;
  const current = candidate ?? stable;
  const version = arms.find(({ revision }) => revision === current)?.version;
  const stand = standOf(service);
  const share = weights.find(({ revision }) => revision === candidate)?.weight ?? 0;
  return {
    connection,
    kind: 'delivery',
    id: deliveryId('local', '', name),
    uid,
    engine: 'local',
    strategy: plan.strategy,
    namespace: '',
    name,
    ...stand,
    message: messageOf(service),
    since,
    createdAt,
    images: [],
    modelUri: version === undefined ? null : modelUriOf(model, version),
    revision: current,
    replicas: replicasOf(service, current),
    stableKey: revisionKey(stable),
    candidateKey: candidate === null ? null : revisionKey(candidate),
    // The gateway chooses by these very numbers: nothing is measured that could differ.
    split: candidate === null ? null : { desired: desiredShare(service), reported: weights.length === 0 ? null : share, pods: null },
    ...stepsOf(service),
    pause: stand.state === 'paused' ? { by: release.held ? 'user' : 'step', since, until: release.until } : null,
    owner: null,
    templateFrom: null,
    generation,
    observedGeneration: generation,
    restartedAt: null,
    offers: service.offers,
  };
}

function standOf({ release, plan }: ServiceRow): Pick<Delivery, 'state' | 'reason'> {
  const { state, returning, held, waiting, lock } = release;
  switch (state) {
    case 'starting':
      return returning ? { state: 'rolling-back', reason: 'returning-to-stable' } : { state, reason: 'loading-model' };
    case 'progressing':
    case 'promoting':
      return { state, reason: 'moving-traffic' };
    case 'paused':
      return {
        state,
        reason: held ? 'paused-by-user' : waiting ? 'paused-worse' : plan.strategy === 'blue-green' ? 'paused-before-promotion' : 'paused-at-step',
      };
    case 'aborted':
      return { state, reason: lock ? 'aborted-by-rule' : 'aborted-by-user' };
    case 'degraded':
      return { state, reason: 'model-not-loaded' };
    case 'stable':
      // A rule went back after a promotion: it waits for a person as what was aborted does.
      return lock ? { state: 'aborted', reason: 'aborted-by-rule' } : { state, reason: 'all-ready' };
  }
}

function messageOf({ release, arms }: ServiceRow): string | null {
  const why = release.lock ?? arms.find(({ revision }) => revision === release.stable)?.failure ?? null;
  if (!why) return null;
  const { text, values = {} } = why.detail;
  return (
    text ??
    Object.entries(values)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')
  );
}

function replicasOf({ arms, release }: ServiceRow, current: number): Delivery['replicas'] {
  const held = arms.filter(({ revision }) => revision !== release.candidate || release.state !== 'aborted');
  const ready = held.filter(({ host }) => host === 'ready').length;
  const updated = held.filter(({ revision, host }) => revision === current && host === 'ready').length;
  return { desired: held.length, updated, ready, available: ready, total: held.filter(({ host }) => host !== 'unloaded').length };
}

const stepOf = (kind: DeliveryStep['kind'], weight: number | null, seconds: number | null): DeliveryStep => ({ kind, weight, seconds, name: null });
/** Steps that stand for one of the plan. */
const PAIR = 2;

/** A blue-green release stops once, before its promotion; that is a pause, and no step. */
function stepsOf({ release, plan }: ServiceRow): Pick<Delivery, 'steps' | 'step'> {
  const steps = deliverySteps(plan);
  if (steps.length === 0) return { steps, step: null };
  if (release.candidate === null) return { steps, step: steps.length };
  if (release.step === null) return { steps, step: 0 };
  return { steps, step: release.step * PAIR + (release.state === 'progressing' ? 0 : 1) };
}

export const deliverySteps = ({ strategy, steps }: ReleasePlan): DeliveryStep[] =>
  strategy === 'blue-green' ? [] : steps.flatMap(({ weight, seconds }) => [stepOf('weight', weight, null), stepOf('pause', null, seconds)]);

/** What the plan asks for where it stands. */
function desiredShare({ release, plan }: ServiceRow): number {
  if (release.step === null || release.state === 'aborted' || plan.strategy === 'blue-green') return 0;
  return plan.steps[release.step]?.weight ?? 0;
}
