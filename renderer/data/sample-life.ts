import type { SampleLife } from '../../shared/models/sample-life';
import { stateWatch } from './watch';

const sample = stateWatch('sample.watch');

/** How far the sample workspace is; null where that is not the one that is open, or nobody told it yet. */
export const useSampleLife = (): SampleLife | null => sample.useSelected('{}', ({ value }) => value?.life ?? null);
