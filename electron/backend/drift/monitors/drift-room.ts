import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { DriftMark } from '../../../../shared/models/drift-monitor';
import { FeatureCache } from '../payloads/feature-cache';
import { BetweenArms, type BetweenArmsNeeds } from './arms/between-arms';
import { type CountLive, LiveMonitors } from './live/live-monitors';
import type { KeptMonitor, MonitorStore } from './monitor-store';
import { Monitors, type MonitorsNeeds } from './monitors';
import type { MonitorPlaces, SourceNeeds } from './source-parts';
import { MonitorViews } from './views';

/** Tables of features that can be made again. */
const FEATURES_BYTES = 2e9;

export type DriftRoomParts = Pick<MonitorsNeeds, 'isOpen' | 'inventory' | 'now' | 'log'> &
  Pick<BetweenArmsNeeds, 'armsOf'> & {
    readonly store: MonitorStore;
    /** Below it lie counts, references and tables of features. */
    readonly folder: string;
    readonly places: MonitorPlaces;
    readonly countLive: CountLive;
    readonly marks: (monitor: KeptMonitor, signal: AbortSignalLike) => Promise<readonly DriftMark[]>;
  };

/** Builds what monitors drift. */
export function createDrift({ folder, places, countLive, marks, armsOf, ...needs }: DriftRoomParts): {
  readonly monitors: Monitors;
  readonly views: MonitorViews;
  readonly sources: SourceNeeds;
  readonly between: BetweenArms;
  readonly live: LiveMonitors;
} {
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const sources: SourceNeeds = { places, features: new FeatureCache(join(folder, 'features'), FEATURES_BYTES), temporary };
  const monitors = new Monitors({ ...needs, sources, folder: join(folder, 'monitors') });
  const { now } = needs;
  return {
    monitors,
    sources,
    views: new MonitorViews({ monitors, sources, marks, now }),
    between: new BetweenArms({ monitors, sources, armsOf, now }),
    live: new LiveMonitors({ monitors, countLive, now }),
  };
}
