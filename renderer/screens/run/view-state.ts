import { RunId } from '../../../shared/models/run';
import type { AddressCodec } from '../../data/address';
import { AXES, type Axis } from '../../parts/chart-choices';

/** What the page remembers, in its address. */
export type ViewState = {
  /** The run that this one is held against. */
  readonly against: string | null;
  /** Narrows the charts. */
  readonly find: string;
  /** What charts run along: steps, time since the start, or the clock. */
  readonly axis: Axis;
  /** The metric whose chart is open on its own. */
  readonly chart: string | null;
};

export const viewState: AddressCodec<ViewState> = {
  read: ({ against, find, axis, chart }) => ({
    against: RunId.safeParse(against).data ?? null,
    find: find ?? '',
    axis: AXES.find((each) => each === axis) ?? 'step',
    chart: chart || null,
  }),
  write: ({ against, find, axis, chart }) => ({ against: against ?? '', find, axis: axis === 'step' ? '' : axis, chart: chart ?? '' }),
};
