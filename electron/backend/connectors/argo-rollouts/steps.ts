import type { Delivery, DeliveryStep } from '../../../../shared/models/delivery';
import type { Rollout, Step } from './client';

const STEPS_MAX = 200;
const FULL = 100;
const NAME_MAX = 253;

/** The controller's own words for how long: seconds, as number or text, or `1h30m`. Null: it is no length of time. */
export function durationSeconds(duration: number | string): number | null {
  if (typeof duration === 'number') return duration >= 0 ? duration : null;
  if (/^\d+$/.test(duration)) return Number(duration);
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(duration)) return null;
  const UNITS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3_600 };
  let seconds = 0;
  for (const [, amount, unit] of duration.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) seconds += Number(amount) * (UNITS[unit ?? ''] ?? 0);
  return seconds;
}

/** Written out: with many deliveries in motion, copies of objects are what costs most. */
const stepOf = (kind: DeliveryStep['kind'], weight: number | null = null, seconds: number | null = null, name: string | null = null): DeliveryStep => ({
  kind,
  weight,
  seconds,
  name,
});

function mapStep(step: Step, maxWeight: number): DeliveryStep {
  if (typeof step.setWeight === 'number') return stepOf('weight', share(step.setWeight, maxWeight));
  if (step.pause) {
    const { duration } = step.pause;
    return stepOf('pause', null, duration === null || duration === undefined ? null : durationSeconds(duration));
  }
  if (step.analysis) {
    const names = step.analysis.templates.map(({ templateName }) => templateName).filter(Boolean);
    return stepOf('analysis', null, null, cut(names.join(', ')));
  }
  if (step.plugin) return stepOf('plugin', null, null, cut(step.plugin.name));
  if (step.setHeaderRoute) return stepOf('header-route', null, null, cut(step.setHeaderRoute.name));
  if (step.setMirrorRoute) {
    const { name, percentage } = step.setMirrorRoute;
    return stepOf('mirror-route', typeof percentage === 'number' ? share(percentage, FULL) : null, null, cut(name));
  }
  if (step.experiment !== undefined && step.experiment !== null) return stepOf('experiment');
  if (step.setCanaryScale !== undefined && step.setCanaryScale !== null) return stepOf('scale');
  return stepOf('other');
}

const cut = (name: string): string | null => name.slice(0, NAME_MAX) || null;
const share = (weight: number, max: number): number => Math.min(FULL, Math.max(0, (weight / max) * FULL));

export const maxWeightOf = ({ spec }: Rollout): number => spec.strategy.canary?.trafficRouting?.maxTrafficWeight ?? FULL;

export function mapSteps(rollout: Rollout): { readonly steps: DeliveryStep[]; readonly step: number | null } {
  const max = maxWeightOf(rollout);
  const steps = (rollout.spec.strategy.canary?.steps ?? []).slice(0, STEPS_MAX).map((step) => mapStep(step, max));
  if (steps.length === 0) return { steps, step: null };
  // The controller takes a missing index for the first step.
  return { steps, step: Math.min(rollout.status.currentStepIndex ?? 0, steps.length) };
}

/** Whether a delivery is under way: both revisions are known and are two. */
export const isUnderWay = ({ status }: Rollout): boolean => status.stableRS !== '' && status.currentPodHash !== '' && status.stableRS !== status.currentPodHash;

export function mapSplit(rollout: Rollout, { steps, step }: ReturnType<typeof mapSteps>): Delivery['split'] {
  if (!isUnderWay(rollout)) return null;
  const { spec, status } = rollout;
  const pods = status.replicas === 0 ? null : Math.min(FULL, (status.updatedReplicas / status.replicas) * FULL);
  // The selector of the active Service is the router of a blue-green delivery: all or nothing.
  if (spec.strategy.blueGreen) return { desired: null, reported: status.blueGreen.activeSelector === status.currentPodHash ? FULL : 0, pods };
  const weights = spec.strategy.canary?.trafficRouting ? status.canary.weights : null;
  return { desired: desiredShare(rollout, steps, step), reported: weights ? share(weights.canary.weight, maxWeightOf(rollout)) : null, pods };
}

/** What the plan asks for where it stands, as the controller works it out. */
function desiredShare({ status }: Rollout, steps: readonly DeliveryStep[], step: number | null): number {
  if (status.abort) return 0;
  if (status.promoteFull || step === null || step >= steps.length) return FULL;
  const behind = steps.slice(0, step + 1).findLast(({ kind }) => kind === 'weight');
  return behind?.weight ?? 0;
}
