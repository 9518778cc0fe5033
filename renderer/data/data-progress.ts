import type { EventOf } from '../../shared/api/api';
import { stateWatch } from './watch';
import type { Here } from './workspace';

export type Progress = EventOf<'data.progress'>['under'][number];
const progress = stateWatch('data.progress');
const NONE: readonly Progress[] = [];

/** Datasets that are being read now. */
export const useDataProgress = ({ connection }: Here): readonly Progress[] =>
  progress.useSelected(JSON.stringify({ connection }), ({ value }) => value?.under ?? NONE);
