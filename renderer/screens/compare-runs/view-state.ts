import { RunId } from '../../../shared/models/run';
import type { AddressCodec } from '../../data/address';
import { AXES, type Axis, WEIGHTS } from '../../parts/chart-choices';

/** As many as can be compared (shared/api/runs.ts). */
const RUNS_MAX = 100;

export type ViewState = {
  readonly runs: readonly string[];
  readonly axis: Axis;
  /** Of the running mean. */
  readonly weight: number;
  readonly log: boolean;
  /** Narrows rows and charts. */
  readonly find: string;
};

export const viewState: AddressCodec<ViewState> = {
  read: ({ runs, axis, smooth, log, find }) => ({
    runs: [...new Set((runs ?? '').split(',').filter((id) => RunId.safeParse(id).success))].slice(0, RUNS_MAX),
    axis: AXES.find((each) => each === axis) ?? 'step',
    weight: WEIGHTS.find((each) => String(each) === smooth) ?? 0,
    log: log === 'yes',
    find: find ?? '',
  }),
  write: ({ runs, axis, weight, log, find }) => ({
    runs: runs.join(','),
    axis: axis === 'step' ? '' : axis,
    smooth: weight === 0 ? '' : String(weight),
    log: log ? 'yes' : '',
    find,
  }),
};
