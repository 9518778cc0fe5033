import { isDriftMeasure } from './measures';
import type { DriftMeasure } from '../../../shared/models/drift-config';
import { DriftSlice } from '../../../shared/models/drift-monitor';
import type { AddressCodec } from '../../data/address';

/** What the page of a monitor remembers, in its address. */
export type ViewState = {
  /** The stretch of time that is looked at; null: the worst window. */
  readonly from: number | null;
  readonly to: number | null;
  /** Windows that begin before this moment are shown; null: the newest. */
  readonly before: number | null;
  /** The feature that is looked at; null: the worst of that stretch. */
  readonly column: string | null;
  /** Over time: one feature, or the furthest of all. */
  readonly line: 'column' | 'all';
  /** Null: the one that decides. */
  readonly measure: DriftMeasure | null;
  readonly slice: DriftSlice | null;
  /** The map, or the same in words. */
  readonly map: 'map' | 'table';
};

const moment = (text: string | undefined): number | null => {
  const value = Number(text);
  return text && Number.isSafeInteger(value) ? value : null;
};

export const viewState: AddressCodec<ViewState> = {
  read({ from, to, before, column, line, measure, by, value, map }) {
    const [first, last] = [moment(from), moment(to)];
    const whole = first !== null && last !== null && first < last;
    return {
      from: whole ? first : null,
      to: whole ? last : null,
      before: moment(before),
      column: column || null,
      line: line === 'all' ? 'all' : 'column',
      measure: measure !== undefined && isDriftMeasure(measure) ? measure : null,
      slice: DriftSlice.safeParse({ column: by, value }).data ?? null,
      map: map === 'table' ? 'table' : 'map',
    };
  },
  write: ({ from, to, before, column, line, measure, slice, map }) => ({
    from: from === null ? '' : String(from),
    to: to === null ? '' : String(to),
    before: before === null ? '' : String(before),
    column: column ?? '',
    line: line === 'all' ? 'all' : '',
    measure: measure ?? '',
    by: slice?.column ?? '',
    value: slice?.value ?? '',
    map: map === 'table' ? 'table' : '',
  }),
};
