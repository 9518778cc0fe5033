import type { ActionId } from '../../../../shared/models/action-id';
import type { Delivery } from '../../../../shared/models/delivery';
import type { Rollout } from './client';
import type { Judgement } from './judge';
import { isUnderWay, type mapSteps } from './steps';

/** What the state of a Rollout allows. */
export function offersOf(rollout: Rollout, { state, reason, pause }: Judgement, stand: ReturnType<typeof mapSteps>): ActionId[] {
  const { spec, status } = rollout;
  const underWay = isUnderWay(rollout);
  const canStep = stand.step !== null && stand.step < stand.steps.length;
  // One that would switch by itself some day takes the end of its pause for a pause that has yet to begin: only a full promotion leaves it.
  const beginsAnew = spec.strategy.blueGreen?.autoPromotionEnabled !== false && status.pauseConditions.some(({ reason: of }) => of === 'BlueGreenPause');
  const canPromote = underWay && !beginsAnew && (status.pauseConditions.length > 0 || canStep);
  // A template that is written elsewhere than in a Deployment is not ours to write.
  const writable = !spec.workloadRef || spec.workloadRef.kind === 'Deployment';
  const offers: Record<Delivery['state'], readonly (ActionId | false)[]> = {
    stable: ['start', 'roll-back', 'restart'],
    starting: ['start', 'pause'],
    // A status that was written and not yet taken up: the same again would do it twice.
    progressing:
      reason === 'unpausing'
        ? [underWay && 'abort']
        : underWay
          ? [canPromote && 'promote', 'promote-full', 'pause', 'abort', 'roll-back', 'start']
          : ['start', 'roll-back', 'pause'],
    paused: status.abort
      ? ['resume', 'restore', 'retry']
      : [
          pause?.by === 'user' && 'resume',
          canPromote && 'promote',
          underWay && 'promote-full',
          pause?.until !== null && pause?.by !== 'user' && 'pause',
          underWay && 'abort',
          'roll-back',
          'start',
        ],
    // The controller takes no abort while it promotes fully; another template ends that.
    promoting: [!status.promoteFull && 'promote-full', !status.promoteFull && 'abort', 'roll-back'],
    'rolling-back': ['restore', 'retry'],
    aborted: ['retry', 'restore', 'start', 'roll-back'],
    degraded: reason === 'spec-invalid' ? [] : [underWay && 'pause', underWay && 'abort', 'roll-back', 'start', !underWay && 'restart'],
    pinned: [],
    unknown: [],
  };
  const known = offers[state].filter((offer): offer is ActionId => offer !== false);
  return writable ? known : known.filter((offer) => offer !== 'start' && offer !== 'roll-back' && offer !== 'restore');
}
