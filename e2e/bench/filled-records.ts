import { appendToSeries } from '../../electron/engine/records/append-to-series';
import { RunRecords } from '../../electron/engine/records/run-records';
import { MIGRATIONS } from '../../electron/engine/rooms';
import { holdWorkspace } from '../../electron/engine/workspace/workspace';
import { workspaceConnection } from '../../shared/models/workspace';

/** Of one transaction. */
const BATCH_POINTS = 20_000;
export const POINT_MS = 100;

/** Records of a workspace, filled before its engine opens it. */
export function fillRecords(folder: string, fill: (filler: Filler) => void): { readonly connection: string } {
  const held = holdWorkspace(folder, MIGRATIONS, Date.now);
  const records = new RunRecords({ registry: held.registry, changed: () => undefined, now: Date.now });
  try {
    fill({ records, write: held.registry.write.bind(held.registry) });
    return { connection: workspaceConnection(held.identity.id) };
  } finally {
    records.close();
    held.close();
  }
}

export type Filler = { readonly records: RunRecords; readonly write: <T>(work: () => T) => T };

export const valueAt = (step: number, series: number, points: number): number =>
  0.3 + Math.exp((-step / points) * (2 + series)) + Math.sin(step * 12.9898 + series) * 0.03;
export const metricName = (series: number): string => `metric/${String(series).padStart(4, '0')}`;

/** A run that goes on, with that many metrics of that many points. @returns its id */
export function fillRun({ records, write }: Filler, name: string, metrics: number, points: number): string {
  const startedAt = Date.now() - points * POINT_MS;
  const run = write(() =>
    records.createRun({ experiment: '0', name, state: 'running', origin: 'client', entryPoint: null, user: null, startedAt, params: {}, tags: {} }),
  );
  const { n } = records.run(run);
  for (let metric = 0; metric < metrics; metric++) {
    for (let from = 0; from < points; from += BATCH_POINTS) {
      const batch = Array.from({ length: Math.min(BATCH_POINTS, points - from) }, (_, index) => {
        const step = from + index;
        return { step, at: startedAt + step * POINT_MS, value: valueAt(step, metric, points) };
      });
      write(() => appendToSeries(records.sql, n, metricName(metric), batch));
    }
  }
  return run;
}
