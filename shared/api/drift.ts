import { z } from 'zod';
import {
  DriftMark,
  DriftMonitor,
  DriftSlice,
  HeatMap,
  MonitorColumn,
  MonitorEntity,
  MonitorId,
  MonitorSettings,
  MonitorSource,
  QualityOverTime,
  SeriesPoint,
} from '../models/drift-monitor';
import { ArmsDrift } from '../models/arms-drift';
import { LivePoint } from '../models/live-point';
import { driftMeasureSchema } from '../models/drift-config';
import { columnReportSchema, driftReportSchema, reportSideSchema } from '../models/drift-report';
import { EntityKey } from '../models/entity';
import { LOCALES } from '../models/preferences';
import { PickedFileId } from './shell';
import { request, watch } from './verb';

const none = z.object({});
const id = MonitorId;
const at = z.number().int();
const column = z.string().min(1).max(300);
const slice = DriftSlice.nullable();
/** From one moment to before another: whole windows, or any brush over them; it is cut to the hours that counts are kept by. */
const span = z.object({ id, from: at, to: at, slice });
/** So many windows: the newest of those that begin before a moment, or of all. */
const range = (most: number) => ({ last: z.number().int().min(1).max(most), before: at.nullable().default(null) });

export const driftApi = {
  /** All monitors of connections that are open, whole, each time that one of them changes or gets on. */
  'drift.watch': watch(none, z.object({ monitors: z.array(MonitorEntity) })),
  'drift.list': request(none, z.object({ monitors: z.array(MonitorEntity) })),
  'drift.get': request(z.object({ id }), DriftMonitor),
  /** What a source holds, before there is a monitor of it: its columns, those that could be its time, and how far that reaches. */
  'drift.peek': request(
    z.object({ source: MonitorSource }),
    z.object({
      columns: z.array(MonitorColumn),
      times: z.array(z.string()),
      files: z.number().int(),
      bytes: z.number(),
      first: at.nullable(),
      last: at.nullable(),
    }),
  ),
  /** Makes it, and begins to look. */
  'drift.create': request(z.object({ settings: MonitorSettings }), z.object({ id })),
  /** A new version, where something is other than before. `expected`: the version that was changed; another since is a `conflict`. */
  'drift.change': request(z.object({ id, settings: MonitorSettings, expected: z.number().int() }), z.object({ version: z.number().int() })),
  /** Forgets it and its counts. What it looked at stays. */
  'drift.remove': request(z.object({ id }), none),
  /** Begins to look now; `drift.watch` says how far it is. One that looks already goes on. */
  'drift.run': request(z.object({ id }), none),
  /** What was counted so far stays. */
  'drift.cancel': request(z.object({ id }), none),
  'drift.heatMap': request(z.object({ id, slice, ...range(1_000) }), HeatMap),
  /** Column null: the highest ratio over all columns. Measure null: the one that decides. */
  'drift.series': request(
    z.object({ id, column: column.nullable(), measure: driftMeasureSchema.nullable(), slice, ...range(10_000) }),
    z.object({ measure: driftMeasureSchema.nullable(), threshold: z.number().nullable(), points: z.array(SeriesPoint) }),
  ),
  /** The end of the same series: windows of a service as they are answered, until the counts of its log take their place. None: it reads no log of a service, or has no bins yet. */
  'drift.live': watch(z.object({ id, column: column.nullable(), measure: driftMeasureSchema.nullable() }), z.object({ points: z.array(LivePoint).max(2) })),
  /** The features of a span beside the reference, the worst first; distributions are asked for one by one. `spark`: ratios of the last windows. */
  'drift.features': request(
    span,
    z.object({
      rows: z.number().int(),
      columns: z.array(
        columnReportSchema.extend({ role: z.enum(['input', 'prediction']), ratio: z.number().nullable(), spark: z.array(z.number().nullable()) }),
      ),
    }),
  ),
  /** One column of a span beside the reference, both distributions on the reference's bins. */
  'drift.column': request(span.extend({ column }), columnReportSchema),
  /** Values that a column can be sliced by, the most frequent first; empty where it is no category. */
  'drift.values': request(z.object({ id, column }), z.object({ values: z.array(z.object({ value: z.string(), rows: z.number().int() })) })),
  /** How a number came about: what was read, and the statement that counted it, as it can be run where the data is. */
  'drift.explain': request(
    span.extend({ column }),
    z.object({ sql: z.string(), reference: reportSideSchema, current: reportSideSchema, configDigest: z.string(), version: z.number().int() }),
  ),
  /** Read again and judged exactly, not by counts: what the command line says of the same rows. */
  'drift.report': request(span, driftReportSchema),
  /** The same, written to a place that the user picked. */
  'drift.export': request(
    span.extend({ format: z.enum(['html', 'json']), file: PickedFileId, locale: z.enum(LOCALES).default('en') }),
    z.object({ bytes: z.number().int() }),
  ),
  'drift.quality': request(z.object({ id, ...range(10_000) }), z.object({ quality: QualityOverTime.nullable() })),
  /** The candidate of a delivery against its stable revision, since the split was set: by each monitor of it whose rows say who answered. Null: there is no candidate. */
  'drift.betweenArms': request(z.object({ delivery: EntityKey }), z.object({ monitors: z.array(ArmsDrift).nullable() })),
  /** One column of that, both distributions on the bins of the monitor; the stable revision stands as the reference. */
  'drift.armsColumn': request(z.object({ delivery: EntityKey, id, column }), columnReportSchema),
  /** What happened to it, and to the service or model that it is of. Asked apart: a cluster may take its time. */
  'drift.marks': request(z.object({ id }), z.object({ marks: z.array(DriftMark) })),
} as const;
