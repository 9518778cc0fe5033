import { toMetricValue } from '../records/points';
import { readHistory } from '../records/read-series';
import { optionalInteger, optionalText, text, texts } from './fields';
import { invalid } from './mlflow-error';
import { offsetOf, toPageToken } from './page-token';
import type { Handler, Routes, TrackingRooms } from './route';
import { runIdOf } from './run-calls';

const HISTORY_MAX = 25_000;
const BULK_RUNS_MAX = 100;
const BULK_MAX = 25_000;
const INTERVAL_MAX = 2_500;
const ALL = Number.MAX_SAFE_INTEGER;

export function metricRoutes({ records }: TrackingRooms): Routes {
  const historyOf = (run: string, key: string, offset: number, limit: number) => {
    const { n } = records.run(run);
    records.metrics.fold();
    const { points, total } = readHistory(records.sql, n, key, offset, limit);
    return { total, metrics: points.map(({ step, at, value }) => ({ key, value: toMetricValue(value), timestamp: at, step })) };
  };
  const runsOf = (ids: readonly string[]): readonly string[] => {
    if (ids.length === 0) throw invalid("Missing value for required parameter 'run_ids'.");
    if (ids.length > BULK_RUNS_MAX) throw invalid(`At most ${BULK_RUNS_MAX} run_ids are allowed.`);
    return ids;
  };

  const bulk: Handler = ({ fields }) => {
    const key = text(fields, 'metric_key');
    const limit = optionalInteger(fields, 'max_results') ?? BULK_MAX;
    const metrics = runsOf(texts(fields, 'run_id')).flatMap((run) => historyOf(run, key, 0, limit).metrics.map((metric) => ({ ...metric, run_id: run })));
    return { metrics: metrics.slice(0, limit) };
  };

  return {
    'GET metrics/get-history': ({ fields }) => {
      const run = runIdOf(fields);
      const key = text(fields, 'metric_key');
      const asked = optionalInteger(fields, 'max_results');
      if (asked !== null && asked < 1) throw invalid("Invalid value for 'max_results': it must be positive.");
      const offset = offsetOf(optionalText(fields, 'page_token'));
      const limit = asked === null ? ALL : Math.min(asked, HISTORY_MAX);
      const { metrics, total } = historyOf(run, key, offset, limit);
      return { metrics, ...(offset + metrics.length < total && { next_page_token: toPageToken(offset + metrics.length) }) };
    },
    'GET metrics/get-history-bulk': bulk,
    // Thinned by steps; the first and the last of each run always stay.
    'GET metrics/get-history-bulk-interval': ({ fields }) => {
      const runs = runsOf(texts(fields, 'run_ids'));
      const key = text(fields, 'metric_key');
      const limit = optionalInteger(fields, 'max_results') ?? INTERVAL_MAX;
      if (limit < 1 || limit > INTERVAL_MAX) throw invalid(`max_results must be between 1 and ${INTERVAL_MAX}.`);
      const [from, to] = [optionalInteger(fields, 'start_step'), optionalInteger(fields, 'end_step')];
      if ((from === null) !== (to === null)) throw invalid('If either start step or end step are specified, both must be specified.');
      const metrics = runs.flatMap((run) => {
        const inside = historyOf(run, key, 0, ALL).metrics.filter(({ step }) => (from === null || step >= from) && (to === null || step <= to));
        const sorted = inside.toSorted((a, b) => a.step - b.step || a.timestamp - b.timestamp);
        return thin(sorted, Math.max(2, Math.floor(limit / runs.length))).map((metric) => ({ ...metric, run_id: run }));
      });
      return { metrics };
    },
  };
}

function thin<T>(all: readonly T[], limit: number): T[] {
  if (all.length <= limit) return [...all];
  const last = all.length - 1;
  return Array.from({ length: limit }, (_, index) => all[Math.round((index * last) / (limit - 1))]).filter((item) => item !== undefined);
}
