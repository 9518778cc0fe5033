import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArmMeter, MINUTE, MINUTES_KEPT, SECOND, SECONDS_KEPT } from './arm-meter';
import { LatencyHistogram } from './latency-histogram';
import { PrometheusArm, prometheusText } from './prometheus';
import { SEEN_MAX, SeenRequests, shown } from './seen-requests';

const START = Math.floor(1_700_000_000_000 / MINUTE) * MINUTE;

test('a quantile is within 1 % of the value that stands there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.001, max: 600_000, noNaN: true }), { minLength: 1, maxLength: 300 }),
      fc.constantFrom(0.5, 0.95, 0.99),
      (values, part) => {
        const histogram = new LatencyHistogram();
        for (const value of values) histogram.add(value);
        const exact = values.toSorted((a, b) => a - b)[Math.floor(part * (values.length - 1))] ?? 0;
        expect(Math.abs((histogram.quantile(part) ?? 0) / exact - 1)).toBeLessThanOrEqual(0.0101);
      },
    ),
  );
});

test('packed and merged, nothing is lost', () => {
  const [one, other, both] = [new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram()];
  for (let value = 1; value <= 100; value++) (value % 2 ? one : other).add(value);
  both.merge(one.pack());
  both.merge(other.pack());
  expect(both.total).toBe(100);
  expect(Math.abs((both.quantile(0.5) ?? 0) - 50)).toBeLessThan(1);
});

test('figures are told in buckets of the length that was asked for, the one that is open among them', () => {
  const meter = new ArmMeter(2);
  for (let second = 0; second < 20; second++)
    for (let request = 0; request < 5; request++) meter.add(START + second * SECOND + request, request === 4 ? 500 : request === 3 ? 400 : 200, 2);
  const now = START + 19 * SECOND + 500;
  const byFive = meter.figures(START + 10 * SECOND, 5 * SECOND, now);
  expect(byFive.map(({ at, requests, errors, refused }) => [at - START, requests, errors, refused])).toEqual([
    [10_000, 25, 5, 5],
    [15_000, 25, 5, 5],
  ]);
  expect(byFive[0]?.revision).toBe(2);
  expect(byFive[0]?.p99).toBeCloseTo(2, 1);
  expect(meter.figures(START, MINUTE, now).map(({ requests }) => requests)).toEqual([100]);
});

test('asked for as one bucket, all since then is told together, its quantiles of all answers', () => {
  const meter = new ArmMeter(2);
  for (let second = 0; second < 100; second++) meter.add(START + second * SECOND, 200, second + 1);
  const now = START + 99 * SECOND;
  const [all, ...more] = meter.figures(START + 50 * SECOND, null, now);
  expect(more).toEqual([]);
  expect(all).toMatchObject({ at: START + 50 * SECOND, requests: 50, errors: 0 });
  expect(Math.abs((all?.p50 ?? 0) - 75)).toBeLessThan(2);
  expect(meter.figures(now + SECOND, null, now)).toEqual([]);
});

test('latencies are of answers alone; a bucket without any has none', () => {
  const meter = new ArmMeter(1);
  meter.add(START, 500, 9_000);
  expect(meter.figures(START, SECOND, START)[0]).toMatchObject({ requests: 1, errors: 1, p50: null, p99: null });
});

test('seconds are kept for a quarter of an hour, minutes for a day, and no more', () => {
  const meter = new ArmMeter(1);
  const days = 2 * MINUTES_KEPT;
  for (let minute = 0; minute < days; minute++) meter.add(START + minute * MINUTE, 200, 1);
  const now = START + (days - 1) * MINUTE;
  expect(meter.figures(0, MINUTE, now)).toHaveLength(MINUTES_KEPT + 1);
  expect(meter.figures(now - SECONDS_KEPT * SECOND, SECOND, now)).toHaveLength(16);
});

test('a clock that was put back loses nothing', () => {
  const meter = new ArmMeter(1);
  meter.add(START + 10_000, 200, 1);
  meter.add(START, 200, 1);
  expect(meter.figures(START, SECOND, START + 10_000).reduce((sum, { requests }) => sum + requests, 0)).toBe(2);
});

test('the last requests are kept, the newest first, each with as much as is shown', () => {
  const seen = new SeenRequests();
  const request = (id: number) => ({ at: id, id: String(id), revision: 1, status: 200, ms: 1, inputs: '', outputs: '', error: null });
  for (let id = 0; id < SEEN_MAX + 50; id++) seen.add(request(id));
  expect(seen.list()).toHaveLength(SEEN_MAX);
  expect(seen.list()[0]?.id).toBe('249');
  expect(seen.list().at(-1)?.id).toBe('50');
  expect(shown('x'.repeat(5_000), null)).toHaveLength(2_000);
  expect(shown(Buffer.from(`{"a":1}${'x'.repeat(9)}`), 7)).toBe('{"a":1}');
});

test("the text for Prometheus has KServe's and MLServer's names, cumulative buckets, and the revision", () => {
  const arm = new PrometheusArm('late', 2);
  arm.add(200, 4);
  arm.add(200, 60);
  arm.add(400, 1);
  const text = prometheusText([arm], [{ service: 'late', active: 3, queued: 0, unanswered: new Map([[429, 7]]) }]);
  expect(text).toContain('request_predict_seconds_bucket{model_name="late",service="late",revision="2",le="0.005"} 1');
  expect(text).toContain('request_predict_seconds_bucket{model_name="late",service="late",revision="2",le="0.075"} 2');
  expect(text).toContain('request_predict_seconds_count{model_name="late",service="late",revision="2"} 2');
  expect(text).toContain('model_infer_request_success_total{model="late",version="2",service="late",revision="2"} 2');
  expect(text).toContain('model_infer_request_failure_total{model="late",version="2",service="late",revision="2",status="400"} 1');
  expect(text).toContain('pilothouse_requests_refused_total{service="late",status="429"} 7');
});

test('of a span as one it is told how sure its quantiles are; of few answers, that nobody knows', () => {
  const meter = new ArmMeter(1);
  for (let n = 0; n < 1_000; n++) meter.add(START + n, 200, 1 + (n % 100));
  const [all] = meter.figures(START, null, START + 5 * SECOND);
  const [low = 0, high = 0] = all?.within?.p95 ?? [];
  expect([low < 95, high > 95, high - low < 6]).toEqual([true, true, true]);
  expect(meter.figures(START, SECOND, START + 5 * SECOND)[0]).not.toHaveProperty('within');
  const few = new ArmMeter(2);
  for (let n = 0; n < 20; n++) few.add(START + n, 200, 1);
  expect(few.figures(START, null, START + SECOND)[0]?.within).toMatchObject({ p95: null, p99: null });
});
