import type { MetricValue, RunRow } from '../../../shared/models/run';
import { rowsOf } from './search-runs';
import type { RunRecords } from './run-records';

type Line<T> = { key: string; values: (T | null)[]; differ: boolean };
export type Comparison = {
  runs: RunRow[];
  params: Line<string>[];
  metrics: Line<MetricValue>[];
  inputs: { name: string; digests: (string | null)[]; differ: boolean }[];
};

/** Runs side by side; lines whose values do not all agree come first, then by name. */
export function compareRuns(records: RunRecords, ids: readonly string[]): Comparison {
  const runs = ids.map((id) => records.run(id));
  const params = runs.map(({ id }) => new Map(Object.entries(records.paramsOf(id))));
  const metrics = runs.map(({ id }) => new Map([...records.lastMetrics(id)].map(([key, { value }]) => [key, value] as const)));
  // A run may read several versions of one dataset: told as one text, so that a difference shows.
  const inputs = runs.map(({ id }) => {
    const digests = new Map<string, string>();
    for (const { name, digest } of records.inputsOf(id)) digests.set(name, digests.has(name) ? `${digests.get(name)}, ${digest}` : digest);
    return digests;
  });
  return {
    runs: rowsOf(records, runs, [], []),
    params: sideBySide(params),
    metrics: sideBySide(metrics),
    inputs: sideBySide(inputs).map(({ key: name, values: digests, differ }) => ({ name, digests, differ })),
  };
}

function sideBySide<T>(runs: readonly ReadonlyMap<string, T>[]): Line<T>[] {
  const keys = [...new Set(runs.flatMap((run) => [...run.keys()]))].toSorted();
  const lines = keys.map((key) => {
    const values = runs.map((run) => run.get(key) ?? null);
    return { key, values, differ: new Set(values).size > 1 };
  });
  return [...lines.filter(({ differ }) => differ), ...lines.filter(({ differ }) => !differ)];
}
