// Text for Prometheus. Names, so that boards made for others fit:
//   request_predict_seconds{model_name}: KServe's model servers (kserve/metrics.py), a histogram with the client library's buckets;
//   model_infer_request_success_total, model_infer_request_failure_total {model, version}: MLServer (its "Default Metrics").
// `service` and `revision` are added to each.

export const HISTOGRAM_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Of one revision since it was loaded first; it only grows. */
export class PrometheusArm {
  readonly #below = new Uint32Array(HISTOGRAM_BOUNDS.length + 1);
  #sum = 0;
  #count = 0;
  readonly #statuses = new Map<number, number>();

  constructor(
    private readonly service: string,
    private readonly revision: number,
  ) {}

  add(status: number, ms: number): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    if (status >= 400) return;
    const seconds = ms / 1_000;
    let bucket = 0;
    while (bucket < HISTOGRAM_BOUNDS.length && seconds > (HISTOGRAM_BOUNDS[bucket] ?? 0)) bucket += 1;
    this.#below[bucket] = (this.#below[bucket] ?? 0) + 1;
    this.#sum += seconds;
    this.#count += 1;
  }

  latencies(): string[] {
    const labels = `model_name="${this.service}",service="${this.service}",revision="${this.revision}"`;
    let sum = 0;
    const buckets = HISTOGRAM_BOUNDS.map((bound, place) => `request_predict_seconds_bucket{${labels},le="${bound}"} ${(sum += this.#below[place] ?? 0)}`);
    return [
      ...buckets,
      `request_predict_seconds_bucket{${labels},le="+Inf"} ${this.#count}`,
      `request_predict_seconds_sum{${labels}} ${this.#sum}`,
      `request_predict_seconds_count{${labels}} ${this.#count}`,
    ];
  }
  counts(outcome: 'success' | 'failure'): string[] {
    const labels = `model="${this.service}",version="${this.revision}",service="${this.service}",revision="${this.revision}"`;
    const name = `model_infer_request_${outcome}_total`;
    const statuses = [...this.#statuses].filter(([status]) => status >= 400 === (outcome === 'failure'));
    if (outcome === 'success') return [`${name}{${labels}} ${statuses.reduce((sum, [, count]) => sum + count, 0)}`];
    return statuses.map(([status, count]) => `${name}{${labels},status="${status}"} ${count}`);
  }
}

export type Gauges = { readonly service: string; readonly active: number; readonly queued: number; readonly unanswered: ReadonlyMap<number, number> };

/** Lines under one name. */
export type Family = { readonly name: string; readonly type: string; readonly help: string; readonly lines: readonly string[] };

export function prometheusText(arms: readonly PrometheusArm[], services: readonly Gauges[], more: readonly Family[] = []): string {
  const family = (name: string, type: string, help: string, lines: readonly string[]) => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines];
  const all = [
    family(
      'request_predict_seconds',
      'histogram',
      'From the whole request to its answer.',
      arms.flatMap((arm) => arm.latencies()),
    ),
    family(
      'model_infer_request_success_total',
      'counter',
      'Requests that a model answered.',
      arms.flatMap((arm) => arm.counts('success')),
    ),
    family(
      'model_infer_request_failure_total',
      'counter',
      'Requests that came to a model and were not answered, by status.',
      arms.flatMap((arm) => arm.counts('failure')),
    ),
    family(
      'pilothouse_requests_refused_total',
      'counter',
      'Requests that came to no model, by status.',
      services.flatMap(({ service, unanswered }) =>
        [...unanswered].map(([status, count]) => `pilothouse_requests_refused_total{service="${service}",status="${status}"} ${count}`),
      ),
    ),
    family(
      'pilothouse_requests_active',
      'gauge',
      'Requests that models work on.',
      services.map(({ service, active }) => `pilothouse_requests_active{service="${service}"} ${active}`),
    ),
    family(
      'pilothouse_requests_queued',
      'gauge',
      'Requests that wait.',
      services.map(({ service, queued }) => `pilothouse_requests_queued{service="${service}"} ${queued}`),
    ),
    ...more.map(({ name, type, help, lines }) => family(name, type, help, lines)),
  ];
  return `${all.flat().join('\n')}\n`;
}
