import type { driftApi } from '../../../../shared/api/drift';
import type { Handlers } from '../../../../shared/api/verb';
import { AppError, failure } from '../../../../shared/models/failure';
import { tellNewest } from '../../lib/tell-newest';
import type { BetweenArms } from './arms/between-arms';
import { exactReport, saveReport } from './exact-report';
import type { LiveMonitors } from './live/live-monitors';
import type { Monitors } from './monitors';
import { peek } from './peek';
import { qualityOf } from './quality';
import type { SourceNeeds } from './source-parts';
import type { MonitorViews } from './views';

/** Changes that come together are told together, and progress no more often than an eye follows. */
const GATHER_MS = 50;
const PACE_MS = 200;
/** Engines tell it about every second. */
const LIVE_MS = 100;

export type DriftHandlersParts = {
  readonly monitors: Monitors;
  readonly views: MonitorViews;
  readonly sources: SourceNeeds;
  readonly live: LiveMonitors;
  readonly between: BetweenArms;
  /** What the user picked in the system's own dialog, by the id that the page knows. */
  readonly takePicked: (file: string) => string | null;
};

export function driftHandlers({ monitors, views, sources, between, live, takePicked }: DriftHandlersParts): Handlers<typeof driftApi> {
  return {
    'drift.watch': (_, feed) =>
      tellNewest(feed, { read: () => ({ monitors: monitors.list() }), listen: (onChange) => monitors.listen(onChange), gatherMs: GATHER_MS, paceMs: PACE_MS }),
    'drift.list': () => ({ monitors: monitors.list() }),
    'drift.get': ({ id }) => monitors.get(id),
    'drift.peek': ({ source }, { signal }) => peek(source, sources, signal),
    'drift.create': ({ settings }) => ({ id: monitors.create(settings) }),
    'drift.change': ({ id, settings, expected }) => ({ version: monitors.change(id, settings, expected) }),
    'drift.remove': ({ id }) => {
      monitors.remove(id);
      return {};
    },
    'drift.run': ({ id }) => {
      monitors.run(id);
      return {};
    },
    'drift.cancel': ({ id }) => {
      monitors.cancel(id);
      return {};
    },
    'drift.heatMap': ({ id, ...asked }, { signal }) => views.heatMap(id, asked, signal),
    'drift.series': (asked, { signal }) => views.series(asked, signal),
    'drift.live': ({ id, ...asked }, feed) =>
      tellNewest(feed, { read: () => ({ points: live.points(id, asked) }), listen: (onChange) => live.listen(id, onChange), gatherMs: 0, paceMs: LIVE_MS }),
    'drift.features': (span, { signal }) => views.features(span, signal),
    'drift.column': (asked, { signal }) => views.column(asked, signal),
    'drift.values': ({ id, column }) => views.values(id, column),
    'drift.explain': (asked, { signal }) => views.explain(asked, signal),
    'drift.report': (span, { signal }) => exactReport(span, monitors, sources, signal),
    async 'drift.export'({ format, file, locale, ...span }, { signal }) {
      const path = takePicked(file);
      if (path === null) throw new AppError(failure('not-found'));
      return { bytes: await saveReport(await exactReport(span, monitors, sources, signal), format, path, locale) };
    },
    'drift.quality': async ({ id, ...range }, { signal }) => ({ quality: await qualityOf(monitors.need(id).settings, range, { sources, signal }) }),
    'drift.betweenArms': async ({ delivery }, { signal }) => ({ monitors: await between.of(delivery, signal) }),
    'drift.armsColumn': ({ delivery, id, column }, { signal }) => between.column(delivery, id, column, signal),
    'drift.marks': async ({ id }, { signal }) => ({ marks: await views.marks(id, signal) }),
  };
}
