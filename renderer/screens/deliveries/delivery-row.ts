import type { DeliveryRow } from '../../data/delivery-row';
import { stepPlace } from '../../parts/delivery-progress';

/** Where the system says too little, its replicas are not known; zero would read as scaled to zero. */
export const isCounted = ({ reason }: Pick<DeliveryRow, 'reason'>): boolean => reason !== 'fields-missing';

/** Reasons that the number of a step makes plainer. */
const AT_STEP: readonly DeliveryRow['reason'][] = [
  'paused-at-step',
  'paused-worse',
  'paused-inconclusive',
  'running-analysis',
  'running-step',
  'moving-traffic',
];
/** The step to name beside the reason; null where it says nothing. */
export const stepSaid = (row: Pick<DeliveryRow, 'reason' | 'step' | 'steps'>): ReturnType<typeof stepPlace> =>
  AT_STEP.includes(row.reason) ? stepPlace(row) : null;
