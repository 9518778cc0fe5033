import { useMemo } from 'react';
import type { DriftMonitor, HeatMap, MonitorEntity } from '../../../shared/models/drift-monitor';
import { useAddress, type SetAddress } from '../../data/address';
import { useMonitor, useMonitorRounds } from '../../data/drift';
import { useRequest } from '../../data/request';
import { type Range, rangeShown, rangesOf, WINDOWS_SHOWN } from './ranges';
import { type Span, spanShown, worstColumnOf } from './span-shown';
import { type ViewState, viewState } from './view-state';

/** What every part of the page needs. */
export type Page = {
  readonly id: string;
  readonly monitor: DriftMonitor;
  /** How it stands now, as it is told while it looks. */
  readonly standing: DriftMonitor['standing'] | MonitorEntity;
  readonly view: ViewState;
  readonly set: SetAddress<ViewState>;
  /** All windows there are, in stretches that are shown together, the newest first. */
  readonly ranges: readonly Range[];
  /** The one that is shown; null where there is no window yet. */
  readonly range: Range | null;
  /** What is looked at; null where there is no window yet. */
  readonly span: Span | null;
  /** The feature that is looked at; null where there is none yet. */
  readonly column: string | null;
  readonly map: ReturnType<typeof useHeatMap>;
};

/** Of other rows it says nothing: it goes while those are read. */
const useHeatMap = (id: string, slice: ViewState['slice'], range: Range | null) => useRequest('drift.heatMap', { id, slice, ...asked(range) });

/** How a stretch of windows is asked for. */
export const asked = (range: Range | null) => ({ last: WINDOWS_SHOWN, before: range?.before ?? null });

export function useMonitorPage(id: string) {
  const [view, set] = useAddress(viewState);
  const read = useRequest('drift.get', { id });
  const live = useMonitor(id);
  const monitor = read.data;
  const ranges = useMemo(() => rangesOf(monitor?.windows ?? []), [monitor?.windows]);
  const range = rangeShown(ranges, view);
  const map = useHeatMap(id, view.slice, range);
  useMonitorRounds(id, live ?? monitor?.standing ?? NEVER);
  const page = useMemo((): Page | null => {
    if (!monitor) return null;
    const windows = map.data?.windows ?? NONE;
    const span = spanShown(windows, view, map.data?.focus ?? null);
    const column = view.column ?? (map.data && span ? worstColumnOf(map.data, span) : null);
    return { id, monitor, standing: live ?? monitor.standing, view, set, ranges, range, span, column, map };
  }, [id, monitor, live, view, set, ranges, range, map]);
  return { page, read };
}

const NONE: HeatMap['windows'] = [];
const NEVER = { lastRunAt: null, version: 0 };
