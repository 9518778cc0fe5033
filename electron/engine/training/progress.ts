import type { MetricValue, RunProgress } from '../../../shared/models/run';

/** How far a run says, or seems, to be. */
export const PROGRESS_KEY = 'pilothouse.progress';
/** Parameters that say how many steps or epochs there will be; the first that is there counts. */
const TOTALS = {
  step: [
    'max_steps',
    'total_steps',
    'num_steps',
    'n_steps',
    'steps',
    'iterations',
    'num_iterations',
    'n_iter',
    'max_iter',
    'num_boost_round',
    'n_estimators',
    'num_rounds',
  ],
  epoch: ['num_train_epochs', 'num_epochs', 'n_epochs', 'max_epochs', 'epochs'],
} as const;
const EPOCH_METRICS = ['epoch', 'current_epoch'];
const STEP_OF = /\b(?:step|epoch|iter(?:ation)?|round|batch|trial|fold)s?\s*[:=#]?\s*\[?(\d{1,9})\s*(?:\/|of)\s*(\d{1,9})/i;
/** As progress bars have it: ` 45%|████ | 9/20 [`. */
const BAR = /(\d{1,9})\/(\d{1,9})\s*\[/;
const PERCENT = /(?<![\d.])(\d{1,3}(?:\.\d+)?)\s?%/;
/** A run that takes longer than those before is not done. */
const HISTORY_MAX = 0.99;

export type ProgressFacts = {
  readonly now: number;
  readonly startedAt: number | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: ReadonlyMap<string, { readonly value: MetricValue; readonly step: number; readonly at: number }>;
  /** Newest last. */
  readonly lines: readonly string[];
  /** How long earlier runs took. */
  readonly durations: readonly number[];
};
type Found = Pick<RunProgress, 'source' | 'done' | 'step' | 'total' | 'at'>;
export const UNKNOWN: RunProgress = { source: 'unknown', done: null, step: null, total: null, remainingMs: null, at: null };

/** In order of trust: what the run reports, its steps against a declared total, a line of its log, how long earlier runs took. */
export function findProgress(facts: ProgressFacts): Found | null {
  return reported(facts) ?? steps(facts) ?? logged(facts) ?? fromHistory(facts);
}

const share = (step: number, total: number): number | null => (total > 0 && step >= 0 && step <= total ? step / total : null);

function reported({ tags, metrics }: ProgressFacts): Found | null {
  const metric = metrics.get(PROGRESS_KEY);
  if (metric && typeof metric.value === 'number') {
    const done = metric.value > 1 ? metric.value / 100 : metric.value;
    if (done >= 0 && done <= 1) return { source: 'reported', done, step: null, total: null, at: metric.at };
  }
  const [, first, sign, second] = /^\s*(\d+(?:\.\d+)?)\s*(?:(%)|\/\s*(\d+))?\s*$/.exec(tags[PROGRESS_KEY] ?? '') ?? [];
  if (first === undefined) return null;
  const total = second === undefined ? null : Number(second);
  const done = total === null ? Number(first) / (sign || Number(first) > 1 ? 100 : 1) : share(Number(first), total);
  if (done === null || done > 1) return null;
  return { source: 'reported', done, step: total === null ? null : Number(first), total, at: null };
}

function steps({ params, metrics }: ProgressFacts): Found | null {
  const own = [...metrics].filter(([key]) => !key.startsWith('system/') && key !== PROGRESS_KEY);
  const epoch = own.find(([key, { value }]) => EPOCH_METRICS.includes(key) && typeof value === 'number')?.[1];
  const last = own.reduce<{ step: number; at: number } | null>((most, [, { step, at }]) => (!most || step > most.step ? { step, at } : most), null);
  const count = (names: readonly string[]) => names.map((name) => Number(params[name])).find((total) => Number.isFinite(total) && total > 0);
  const epochs = count(TOTALS.epoch);
  if (epoch && typeof epoch.value === 'number' && epochs !== undefined) return tell(epoch.value, epochs, epoch.at);
  return last ? tell(last.step, count(TOTALS.step) ?? epochs, last.at) : null;
}

function tell(step: number, total: number | undefined, at: number): Found | null {
  const done = total === undefined ? null : share(step, total);
  return done === null || total === undefined ? null : { source: 'steps', done, step, total, at };
}

function logged({ lines, now }: ProgressFacts): Found | null {
  for (const line of lines.toReversed()) {
    const [, step, total] = STEP_OF.exec(line) ?? BAR.exec(line) ?? [];
    const done = step === undefined ? null : share(Number(step), Number(total));
    if (done !== null) return { source: 'log', done, step: Number(step), total: Number(total), at: now };
    const percent = Number(PERCENT.exec(line)?.[1] ?? Number.NaN);
    if (percent <= 100) return { source: 'log', done: percent / 100, step: null, total: null, at: now };
  }
  return null;
}

function fromHistory({ durations, startedAt, now }: ProgressFacts): Found | null {
  const usual = median(durations);
  if (usual === null || usual <= 0 || startedAt === null) return null;
  return { source: 'history', done: Math.min(HISTORY_MAX, Math.max(0, now - startedAt) / usual), step: null, total: null, at: startedAt };
}

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

const PACES = 20;

/** Remembers how a run advances, so that what is left can be told from its recent pace. */
export class Progress {
  #source: RunProgress['source'] = 'unknown';
  #last: { done: number; at: number } | null = null;
  /** Milliseconds that the whole would take, as each recent advance had it. */
  #paces: number[] = [];

  look(facts: ProgressFacts): RunProgress {
    const found = findProgress(facts);
    if (!found || found.done === null) return UNKNOWN;
    this.#note(found, facts);
    return { ...found, remainingMs: this.#remaining(found, facts) };
  }

  #note({ source, done, at }: Found, { now, startedAt }: ProgressFacts): void {
    if (done === null || source === 'history') return;
    if (source !== this.#source || (this.#last && done < this.#last.done)) {
      this.#source = source;
      this.#paces = [];
      this.#last = startedAt === null ? null : { done: 0, at: startedAt };
    }
    const seenAt = Math.min(now, at ?? now);
    if (this.#last && done > this.#last.done) this.#paces = [...this.#paces, (seenAt - this.#last.at) / (done - this.#last.done)].slice(-PACES);
    if (!this.#last || done > this.#last.done) this.#last = { done, at: seenAt };
  }

  #remaining({ source, done }: Found, { now, startedAt, durations }: ProgressFacts): number | null {
    const usual = source === 'history' ? median(durations) : null;
    if (usual !== null && startedAt !== null) return Math.max(0, usual - (now - startedAt));
    const pace = median(this.#paces);
    if (pace === null || done === null || !this.#last) return null;
    return Math.max(0, pace * (1 - done) - Math.max(0, now - this.#last.at));
  }
}
