import { z } from 'zod';
import { Failure } from './failure';
import { ModelName, ModelVersionNumber } from './model';
import { RunsAs } from './server-command';
import { ServiceName } from './service';

const at = z.number().int();
const text = z.string();
const count = z.number().int().nonnegative();

/** What a version goes through before it is released, in this order. One that fails ends the way: what follows is not begun. */
export const STAGES = ['artifact', 'integration', 'performance'] as const;
export type StageId = (typeof STAGES)[number];

/** `inconclusive` is never shown as good: it was not found out, and why is said. */
export const StageOutcome = z.enum(['pass', 'fail', 'inconclusive']);
export type StageOutcome = z.infer<typeof StageOutcome>;

/** What a stage looks at, one statement each; words by id and outcome, with values. */
export const FINDING_IDS = [
  'digest', // file
  'size', // size, limit (MB)
  'loads', // ms
  'operators',
  'ready', // of a server of the user's: seconds, limit
  'signature', // differs
  'golden', // count, failed, first, file
  'finite', // count, failed, first
  'schema-errors', // count, failed, first
  'batch', // count, failed, first
  'champion-answers', // count, failed, version
  'requests', // first
  'p50', // of a comparison: candidate, champion, ratio, low, high, limit
  'p95',
  'p99',
  'throughput',
  'load-time',
  'memory',
  'growth', // of a server of the user's, while it was asked: grown, champion, limit (MB), requests
  'champion', // none to compare with: figures
  'not-begun', // stage
  'kept', // evidence
  'interrupted',
] as const;
export type FindingId = (typeof FINDING_IDS)[number];
export const Finding = z.object({ id: z.enum(FINDING_IDS), outcome: StageOutcome, values: z.record(z.string(), z.string()), failure: Failure.nullable() });
export type Finding = z.infer<typeof Finding>;

export const StageResult = z.object({
  stage: z.enum(STAGES),
  state: z.enum(['waiting', 'running', ...StageOutcome.options]),
  startedAt: at.nullable(),
  endedAt: at.nullable(),
  findings: z.array(Finding),
  /** SHA-256 of its evidence (JSON), which is kept as an artifact. */
  evidence: text.nullable(),
});
export type StageResult = z.infer<typeof StageResult>;

/** What a candidate is held against. */
export const Champion = z.object({
  version: ModelVersionNumber,
  /** The alias `champion`, or what is stable in a service. */
  from: z.enum(['alias', 'service']),
  service: ServiceName.nullable(),
  /** How it is run; absent in checks of before: by ONNX Runtime. */
  runs: RunsAs.optional(),
  /** Of the version, once its bytes were read. */
  digest: text.nullable().optional(),
});
export type Champion = z.infer<typeof Champion>;

/** One way of a version through the stages. */
export const ReleaseCheck = z.object({
  /** Ascending over all of the workspace. */
  n: z.number().int().positive(),
  model: ModelName,
  version: ModelVersionNumber,
  /** Of the version, as it was checked; null where it could not be found out. */
  digest: text.nullable(),
  /** How it was run for it. */
  runs: RunsAs,
  champion: Champion.nullable(),
  /** The file of golden requests; null where there was none. */
  golden: z.object({ file: text, digest: text, count }).nullable(),
  by: text,
  startedAt: at,
  endedAt: at.nullable(),
  /** Null while it is under way: the worst of its stages. */
  outcome: StageOutcome.nullable(),
  stages: z.array(StageResult),
  /** Of the stage that runs, 0 to 1; null where none does. */
  progress: z.number().nullable(),
});
export type ReleaseCheck = z.infer<typeof ReleaseCheck>;

/** What the candidate may be, against the champion: times that and no more, as often and no less. */
export const StageLimits = z.strictObject({
  p50: z.number().positive(),
  p95: z.number().positive(),
  p99: z.number().positive(),
  throughput: z.number().positive(),
  loadTime: z.number().positive(),
  memory: z.number().positive(),
  /** Milliseconds of an answer that nobody minds, whatever their ratio. */
  slowerMs: z.number().nonnegative(),
  /** MB that the processes of a server may grow by in the second half of the benchmark. */
  growth: z.number().positive(),
  /** Of the model's file, or of all files that a server gets. */
  maxMegabytes: z.number().positive(),
});
export type StageLimits = z.infer<typeof StageLimits>;

export const DEFAULT_LIMITS: StageLimits = {
  p50: 1.2,
  p95: 1.3,
  p99: 1.5,
  throughput: 0.8,
  loadTime: 3,
  memory: 2,
  slowerMs: 1,
  growth: 64,
  maxMegabytes: 1_024,
};

/** Of a dataset, in one file of golden requests. */
export const GOLDEN_ROWS_MAX = 200;

/** Where golden requests of a model lie in a workspace, where nobody names another file. */
export const goldenPath = (model: string): string => `golden/${model}.json`;

const RANK: readonly StageOutcome[] = ['pass', 'inconclusive', 'fail'];
/** Of nothing, it is not known. */
export const worstOf = (outcomes: readonly StageOutcome[]): StageOutcome =>
  outcomes.reduce<StageOutcome>((worst, each) => (RANK.indexOf(each) > RANK.indexOf(worst) ? each : worst), outcomes.length === 0 ? 'inconclusive' : 'pass');

type Said = Exclude<FindingId, 'p50' | 'p95' | 'p99' | 'load-time'> | 'time';
const TIMES: readonly FindingId[] = ['p50', 'p95', 'p99', 'load-time'];
/** The words of a finding: what was looked at, and what was found, which takes its values. */
export function findingWords({ id, outcome }: Pick<Finding, 'id' | 'outcome'>) {
  const said = (TIMES.includes(id) ? 'time' : id) as Said; // the four are left out by what was just looked at
  return { name: `stages.finding.${id}`, says: `stages.finding.${said}.${outcome}` } as const;
}
