import type { CheckResult } from '../../../shared/models/dataset';
import type { QuarantinedData } from '../../../shared/models/workspace-concern';
import type { DataStore } from './data-store';

/** The rule that is named where a version breaks several: one that failed comes before one that could not be asked. */
export const brokenRule = (results: readonly CheckResult[]): CheckResult | undefined =>
  results.find(({ outcome }) => outcome === 'failed') ?? results.find(({ outcome }) => outcome === 'unknown');

/** Datasets whose newest version is quarantined: what stood before it, and was superseded, waits for nobody. */
export function listQuarantined(store: DataStore): QuarantinedData[] {
  return store.datasets().flatMap((dataset): QuarantinedData[] => {
    const version = store.latest(dataset);
    if (!version || version.failed === 0) return [];
    const runs = store.checkRuns(version.dataset, version.id);
    const kept = runs.findIndex(({ results }) => brokenRule(results) === undefined);
    const broken = kept < 0 ? runs : runs.slice(0, kept);
    return [
      {
        concern: 'quarantined',
        dataset: dataset.name,
        version: version.id,
        number: version.number,
        rule: brokenRule(runs[0]?.results ?? [])?.name ?? '',
        since: broken.at(-1)?.at ?? version.at,
      },
    ];
  });
}
