import { z } from 'zod';
import { Failure } from './failure';
import { WorkspacePath } from './workspace';

/** As MLflow makes them: 32 hex digits. */
export const RunId = z.string().regex(/^[a-f0-9]{32}$/);

/** MLflow's SCHEDULED, RUNNING, FINISHED, FAILED, KILLED. */
export const RUN_STATES = ['queued', 'running', 'finished', 'failed', 'killed'] as const;
export const RunState = z.enum(RUN_STATES);
export type RunState = z.infer<typeof RunState>;

/** JSON has no words for these numbers, and they are kept and shown as what they are. */
export const MetricValue = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
export type MetricValue = z.infer<typeof MetricValue>;

const text = z.string();
export const KeyValue = z.object({ key: text, value: text });

/** One line of the table of runs. */
export const RunRow = z.object({
  id: RunId,
  name: text,
  experiment: text,
  state: RunState,
  /** `process`: a child of ours. `client`: something outside logs to the tracking address. */
  origin: z.enum(['process', 'client']),
  entryPoint: text.nullable(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  user: text.nullable(),
  /** The columns asked for; a run that lacks one has no field for it. */
  metrics: z.record(z.string(), MetricValue),
  params: z.record(z.string(), z.string()),
  deleted: z.boolean(),
});
export type RunRow = z.infer<typeof RunRow>;

/** A metric of a run: its last value, and what it has been. */
export const MetricSummary = z.object({
  key: text,
  last: MetricValue,
  min: z.number().nullable(),
  max: z.number().nullable(),
  step: z.number(),
  at: z.number(),
  points: z.number().int(),
  /** Points that are not finite. */
  odd: z.number().int(),
});
export type MetricSummary = z.infer<typeof MetricSummary>;

/** How far a run is, and how that is known. In order of trust: what it reports, steps against a declared total, a line of the log, earlier runs. */
export const RunProgress = z.object({
  source: z.enum(['reported', 'steps', 'log', 'history', 'unknown']),
  /** 0 to 1. */
  done: z.number().min(0).max(1).nullable(),
  step: z.number().nullable(),
  total: z.number().nullable(),
  remainingMs: z.number().nonnegative().nullable(),
  /** When the value behind it came. */
  at: z.number().nullable(),
});
export type RunProgress = z.infer<typeof RunProgress>;

/** Of the whole process tree, now. `cpu` in cores. */
export const RunResources = z.object({ at: z.number(), cpu: z.number(), memoryBytes: z.number(), processes: z.number().int() });
export type RunResources = z.infer<typeof RunResources>;

/** How its process ended. Null fields are not known, which is no success. */
export const RunExit = z.object({
  code: z.number().int().nullable(),
  signal: text.nullable(),
  /** `gone`: it ended while no engine watched it. */
  cause: z.enum(['exited', 'cancelled', 'time-limit', 'start-failed', 'gone']),
  failure: Failure.nullable(),
  lastLines: z.array(text),
});
export type RunExit = z.infer<typeof RunExit>;

/**
 * What a run of ours went through, as the engine saw it. `preparing`: it is its turn, and what it is made of is put on record before its first
 * process. `closing`: that process is gone, and what it left is put in order.
 */
export const PHASES = ['queued', 'preparing', 'running', 'closing'] as const;
/** `until` null: it is in it, or nobody saw the end of it. */
export const RunPhase = z.object({ phase: z.enum(PHASES), from: z.number(), until: z.number().nullable() });
export type RunPhase = z.infer<typeof RunPhase>;

/** A dataset version as a run read it; `dataset` where the registry of the workspace holds it. */
export const RunInput = z.object({
  name: text,
  digest: text,
  context: text.nullable(),
  sourceType: text,
  source: text,
  dataset: z.object({ name: text, version: text }).nullable(),
});
export const RunOutput = z.object({ modelId: text, name: text, path: text, registered: z.array(z.object({ name: text, version: text })) });

/** What it needs to be run again exactly. */
export const RunCode = z.object({
  project: WorkspacePath.nullable(),
  argv: z.array(text),
  environment: text.nullable(),
  commit: text.nullable(),
  branch: text.nullable(),
  dirty: z.boolean().nullable(),
  /** SHA-256 of the kept patch of what was not committed. */
  patch: text.nullable(),
  patchBytes: z.number().int().nullable(),
});

export const Run = RunRow.extend({
  tags: z.array(KeyValue),
  allParams: z.array(KeyValue),
  /** The first thousand by name; a run with more says so by `metricCount`. */
  summaries: z.array(MetricSummary),
  metricCount: z.number().int(),
  inputs: z.array(RunInput),
  outputs: z.array(RunOutput),
  code: RunCode.nullable(),
  exit: RunExit.nullable(),
  timeLimitMs: z.number().nullable(),
  queuePosition: z.number().int().nullable(),
  /** The run that this one repeats. */
  repeats: RunId.nullable(),
  /** In their order; one that nobody saw is left out. */
  phases: z.array(RunPhase),
});
export type Run = z.infer<typeof Run>;

/** What moves while a run trains. */
export const RunLive = z.object({
  state: RunState,
  progress: RunProgress,
  resources: RunResources.nullable(),
  /** Newest value of each metric that changed since the last event. */
  metrics: z.array(z.object({ key: text, step: z.number(), at: z.number(), value: MetricValue })),
  exit: RunExit.nullable(),
});
export type RunLive = z.infer<typeof RunLive>;

/**
 * What a person should look at while a run trains. `silent`: nothing is heard and nothing is computed. `not-finite`: a metric is no number.
 * `plateau`: a metric has not become better for long. `behind`: it takes much longer than was to be expected.
 */
export const RUN_CONCERNS = ['silent', 'not-finite', 'plateau', 'behind'] as const;
export const RunConcern = z.object({
  run: RunId,
  name: text,
  concern: z.enum(RUN_CONCERNS),
  /** The metric that it is about. */
  metric: text.nullable(),
  since: z.number(),
  /** `behind`: how long it was to take, and how long it seems to take. */
  expectedMs: z.number().nullable(),
  likelyMs: z.number().nullable(),
});
export type RunConcern = z.infer<typeof RunConcern>;

/** A stretch of a metric, thinned to what a chart can show: each point is the lowest and highest of its bucket. */
export const Series = z.object({
  key: text,
  /** Steps, or epoch ms where the axis is time. */
  x: z.array(z.number()),
  low: z.array(z.number().nullable()),
  high: z.array(z.number().nullable()),
  /** Last value of each bucket. */
  value: z.array(z.number().nullable()),
  points: z.number().int(),
  odd: z.number().int(),
});
export type Series = z.infer<typeof Series>;

export const LogLine = z.object({
  n: z.number().int(),
  at: z.number(),
  stream: z.enum(['out', 'err']),
  text: z.string(),
  /** A line over the limit: its true length in bytes; `text` is its beginning. */
  cut: z.number().int().nullable(),
});
export type RunLogLine = z.infer<typeof LogLine>;

export const Artifact = z.object({ path: text, folder: z.boolean(), bytes: z.number().nullable(), digest: text.nullable() });
export type Artifact = z.infer<typeof Artifact>;
