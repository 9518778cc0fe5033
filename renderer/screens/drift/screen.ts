import { MONITOR_ROUTE, prepareMonitors } from '../../data/drift';
import { entityAddress } from '../../data/entity-address';
import { prepareWorkspaces } from '../../data/workspace';
import type { Screen } from '../../parts/screen';
import { DriftIcon } from '../../ui/icons';

/** Monitors, and which of them have drifted. */
export const driftScreen: Screen = {
  id: 'drift',
  title: 'monitors.title',
  icon: DriftIcon,
  keywords: 'monitors.keywords',
  keys: 'g f',
  place: 'model',
  prepare() {
    prepareMonitors();
    prepareWorkspaces();
  },
  view: async () => ({ View: (await import('./monitors')).Monitors }),
};

/** One monitor: what drifted, since when, how far. */
export const monitorScreen: Screen = {
  id: 'monitor',
  title: 'monitors.monitor',
  icon: DriftIcon,
  keywords: 'monitors.keywords',
  keys: null,
  place: { within: 'drift' },
  path: MONITOR_ROUTE,
  shows: { kind: 'monitor', address: entityAddress },
  prepare: prepareMonitors,
  view: async () => ({ View: (await import('./monitor')).MonitorPage }),
};
