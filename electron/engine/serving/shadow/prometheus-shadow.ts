import { type Family, HISTOGRAM_BOUNDS } from '../meters/prometheus';
import type { Difference } from './compare-answers';

/** What was sent to one candidate as shadows, since the gateway came up; apart from what callers were answered. */
export class PrometheusShadow {
  readonly #below = new Uint32Array(HISTOGRAM_BOUNDS.length + 1);
  readonly #statuses = new Map<number, number>();
  #sum = 0;
  #count = 0;
  #dropped = 0;
  #compared = 0;
  #equal = 0;

  constructor(
    private readonly service: string,
    private readonly revision: number,
  ) {}

  add(status: number, ms: number): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    if (status >= 400) return;
    const seconds = ms / 1_000;
    const bucket = HISTOGRAM_BOUNDS.findIndex((bound) => seconds <= bound);
    const place = bucket < 0 ? HISTOGRAM_BOUNDS.length : bucket;
    this.#below[place] = (this.#below[place] ?? 0) + 1;
    this.#sum += seconds;
    this.#count += 1;
  }
  drop(): void {
    this.#dropped += 1;
  }
  compared({ equal }: Difference): void {
    this.#compared += 1;
    if (equal) this.#equal += 1;
  }

  get labels(): string {
    return `service="${this.service}",revision="${this.revision}"`;
  }
  get counts(): { readonly dropped: number; readonly compared: number; readonly equal: number } {
    return { dropped: this.#dropped, compared: this.#compared, equal: this.#equal };
  }
  get statuses(): ReadonlyMap<number, number> {
    return this.#statuses;
  }
  latencies(): string[] {
    const name = 'pilothouse_shadow_seconds';
    let sum = 0;
    const buckets = HISTOGRAM_BOUNDS.map((bound, place) => `${name}_bucket{${this.labels},le="${bound}"} ${(sum += this.#below[place] ?? 0)}`);
    return [
      ...buckets,
      `${name}_bucket{${this.labels},le="+Inf"} ${this.#count}`,
      `${name}_sum{${this.labels}} ${this.#sum}`,
      `${name}_count{${this.labels}} ${this.#count}`,
    ];
  }
}

/** Lines for Prometheus; none where there were no shadows. */
export function shadowFamilies(shadows: readonly PrometheusShadow[]): Family[] {
  if (shadows.length === 0) return [];
  const counter = (what: 'dropped' | 'compared' | 'equal') => shadows.map((one) => `pilothouse_shadow_${what}_total{${one.labels}} ${one.counts[what]}`);
  const statuses = shadows.flatMap((one) =>
    [...one.statuses].map(([status, count]) => `pilothouse_shadow_requests_total{${one.labels},status="${status}"} ${count}`),
  );
  return [
    { name: 'pilothouse_shadow_requests_total', type: 'counter', help: 'Requests that a candidate was sent beside others, by status.', lines: statuses },
    {
      name: 'pilothouse_shadow_seconds',
      type: 'histogram',
      help: 'From the shadow of a request to its answer.',
      lines: shadows.flatMap((one) => one.latencies()),
    },
    { name: 'pilothouse_shadow_dropped_total', type: 'counter', help: 'Shadows that were not sent.', lines: counter('dropped') },
    { name: 'pilothouse_shadow_compared_total', type: 'counter', help: 'Answers of shadows that were compared.', lines: counter('compared') },
    { name: 'pilothouse_shadow_equal_total', type: 'counter', help: 'Answers of shadows that agreed.', lines: counter('equal') },
  ];
}
