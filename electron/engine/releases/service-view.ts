import type { Service, ServiceAct, ServiceArm, ServiceRow } from '../../../shared/models/service';
import type { PayloadGap } from '../../../shared/models/workspace-concern';
import { heldOf, offersOf, shareOf, told, weightsOf } from './release';
import type { RunningService } from './running-service';

/** Where a release stands, as far as the gateway has followed. */
function stateOf(service: RunningService): ServiceRow['release']['state'] {
  const { state, weights, hostOf } = viewed(service);
  if (shareOf(state, state.stable) > 0 && hostOf(state.stable).state === 'failed' && state.state !== 'aborted') return 'degraded';
  if (state.state === 'starting' || state.state === 'aborted') return state.state;
  if (JSON.stringify(weights) === JSON.stringify(weightsOf(state))) return state.state;
  if (weights.length === 0) return 'starting';
  return state.state === 'stable' ? 'promoting' : 'progressing';
}

const viewed = (service: RunningService) => ({ state: service.state, weights: service.weights, hostOf: (revision: number) => service.hostOf(revision) });

export function rowOf(service: RunningService): ServiceRow {
  const { record, state, revisions, weights } = service;
  const { name, uid, createdAt, model } = record;
  const named = new Set([...heldOf(state), ...(state.candidate === null ? [] : [state.candidate])]);
  const arms = revisions
    .filter(({ number }) => named.has(number))
    .map(({ number: revision, version }): ServiceArm => {
      const { state: host, failure } = service.hostOf(revision);
      return { revision, version, host, failure };
    });
  return {
    name,
    uid,
    createdAt,
    model,
    release: { ...told(state), state: stateOf(service) },
    plan: state.plan,
    arms,
    offers: offersOf(state, revisions.length),
    weights: weights.map((weight) => ({ ...weight })),
    generation: state.generation,
  };
}

export function serviceOf(service: RunningService, uri: string | null, acts: ServiceAct[]): Service {
  const { record, revisions } = service;
  return {
    ...rowOf(service),
    settings: record.settings,
    payload: service.payloads,
    revisions: revisions
      .map(({ number, version, modelDigest, createdAt, by, why, everStable, server }) => ({
        number,
        model: record.model,
        version,
        digest: modelDigest,
        createdAt,
        by,
        why,
        everStable,
        runs: server ? { kind: 'server' as const, server } : { kind: 'onnx' as const },
        host: service.hostOf(number),
      }))
      .toReversed(),
    uri,
    acts,
  };
}

/** That its payload log cannot be written, where that is so. */
export function gapOf({ record, payloads }: RunningService): PayloadGap[] {
  const { state, since, failure } = payloads;
  if (state !== 'gap') return [];
  return [{ concern: 'payload-gap', service: record.name, full: failure?.detail.reason === 'disk-full', since: since ?? record.createdAt }];
}
