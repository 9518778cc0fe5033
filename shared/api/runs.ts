import { z } from 'zod';
import { ConnectionId } from '../models/entity';
import { Failure } from '../models/failure';
import { Project } from '../models/project';
import { Artifact, LogLine, MetricValue, Run, RunConcern, RunId, RunLive, RunRow, RunState, Series } from '../models/run';
import { WorkspacePath } from '../models/workspace';
import { request, watch } from './verb';

const connection = ConnectionId;
const key = z.string().min(1).max(500);
/** Runs and columns that one page may ask for. */
const PAGE_MAX = 500;
const COLUMNS_MAX = 60;
/** A chart has no more pixels than this. */
const POINTS_MAX = 1_000;
const SERIES_MAX = 24;
const COMPARED_MAX = 100;

const number = z.enum(['=', '!=', '<', '<=', '>', '>=']);
/** All of them must hold. */
export const RunCondition = z.discriminatedUnion('on', [
  /** Part of the name, the id, a parameter or a tag. */
  z.object({ on: z.literal('text'), text: z.string().max(200) }),
  z.object({ on: z.literal('state'), states: z.array(RunState).min(1) }),
  z.object({ on: z.literal('metric'), key, is: number, value: z.number() }),
  z.object({ on: z.literal('param'), key, is: z.enum(['=', '!=', 'like']), value: z.string().max(500) }),
  z.object({ on: z.literal('tag'), key, is: z.enum(['=', '!=', 'like']), value: z.string().max(500) }),
]);
export type RunCondition = z.infer<typeof RunCondition>;

export const RunOrder = z.object({
  by: z.enum(['started', 'ended', 'duration', 'name', 'state', 'metric', 'param']),
  /** Of the metric or parameter. */
  key: key.nullable(),
  descending: z.boolean(),
});
export type RunOrder = z.infer<typeof RunOrder>;

export const runsApi = {
  'projects.list': request(z.object({ connection }), z.object({ projects: z.array(Project) })),
  'experiments.list': request(
    z.object({ connection }),
    z.object({ experiments: z.array(z.object({ id: z.string(), name: z.string(), runs: z.number().int() })) }),
  ),
  /** One page. A run without the metric that it is sorted by comes last, either way. */
  'runs.search': request(
    z.object({
      connection,
      experiment: z.string().nullable(),
      conditions: z.array(RunCondition).max(20),
      order: RunOrder,
      metrics: z.array(key).max(COLUMNS_MAX),
      params: z.array(key).max(COLUMNS_MAX),
      deleted: z.boolean(),
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(PAGE_MAX),
    }),
    z.object({ rows: z.array(RunRow), total: z.number().int() }),
  ),
  /** Names of metrics and parameters that occur, those of most runs first: columns to choose from. */
  'runs.keys': request(
    z.object({ connection, experiment: z.string().nullable(), match: z.string().max(200) }),
    z.object({
      metrics: z.array(z.object({ key: z.string(), runs: z.number().int() })),
      params: z.array(z.object({ key: z.string(), runs: z.number().int() })),
    }),
  ),
  'runs.get': request(z.object({ connection, run: RunId }), Run),
  'runs.live': watch(z.object({ connection, run: RunId }), RunLive),
  /** Of the runs that train here now; for Attention. */
  'runs.concerns': watch(z.object({ connection }), z.object({ concerns: z.array(RunConcern) })),
  /** Thinned to `points` buckets between `from` and `to`; finer when the stretch is shorter. */
  'runs.series': request(
    z.object({
      connection,
      run: RunId,
      keys: z.array(key).min(1).max(SERIES_MAX),
      axis: z.enum(['step', 'time']),
      from: z.number().nullable(),
      to: z.number().nullable(),
      points: z.number().int().min(2).max(POINTS_MAX),
    }),
    z.object({ series: z.array(Series) }),
  ),
  /** Metrics of one run beyond those that came with it. */
  'runs.metrics': request(
    z.object({ connection, run: RunId, match: z.string().max(200), offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(PAGE_MAX) }),
    z.object({ summaries: Run.shape.summaries, total: z.number().int() }),
  ),
  /** Parameters and last metrics of several runs side by side; keys whose values do not all agree first. */
  'runs.compare': request(
    z.object({ connection, runs: z.array(RunId).min(2).max(COMPARED_MAX) }),
    z.object({
      runs: z.array(RunRow),
      params: z.array(z.object({ key: z.string(), values: z.array(z.string().nullable()), differ: z.boolean() })),
      metrics: z.array(z.object({ key: z.string(), values: z.array(MetricValue.nullable()), differ: z.boolean() })),
      inputs: z.array(z.object({ name: z.string(), digests: z.array(z.string().nullable()), differ: z.boolean() })),
    }),
  ),
  'runs.log': watch(
    z.object({ connection, run: RunId, tail: z.number().int().min(1).max(5_000) }),
    z.object({ lines: z.array(LogLine), gap: z.boolean(), ended: z.boolean(), total: z.number().int() }),
  ),
  /** Looks through the whole log, from the newest line back. */
  'runs.searchLog': request(
    z.object({ connection, run: RunId, text: z.string().min(1).max(200), before: z.number().int().nullable(), limit: z.number().int().min(1).max(500) }),
    z.object({ lines: z.array(LogLine), more: z.boolean() }),
  ),
  'runs.artifacts': request(z.object({ connection, run: RunId, path: z.string().max(1_024) }), z.object({ artifacts: z.array(Artifact) })),
  /** The beginning of a small text artifact, to look at. */
  'runs.artifactText': request(
    z.object({ connection, run: RunId, path: z.string().min(1).max(1_024) }),
    z.object({ text: z.string(), bytes: z.number(), whole: z.boolean() }),
  ),
  /** Queued at once; started when its turn comes. Fails before that where data it names is quarantined. */
  'runs.start': request(
    z.object({
      connection,
      project: WorkspacePath,
      entryPoint: z.string().max(200),
      params: z.record(z.string().max(200), z.string().max(4_000)),
      environment: z.string().max(200).nullable(),
      name: z.string().max(250).nullable(),
      timeLimitMs: z.number().int().positive().nullable(),
    }),
    z.object({ run: RunId }),
  ),
  /** Politely, and firmly after a while; the whole process tree. A queued run is taken out. */
  'runs.cancel': request(z.object({ connection, run: RunId }), z.object({})),
  /** The same command, parameters, commit, patch and data by digest; refused with the reason where one of them is not to be had. */
  'runs.repeat': request(z.object({ connection, run: RunId }), z.object({ run: RunId.nullable(), missing: z.array(Failure) })),
  'runs.delete': request(z.object({ connection, runs: z.array(RunId).min(1).max(PAGE_MAX) }), z.object({})),
  'runs.restore': request(z.object({ connection, runs: z.array(RunId).min(1).max(PAGE_MAX) }), z.object({})),
};
