import type { MetricValue } from '../../../shared/models/run';
import type { RecordedInput } from '../contract';
import type { Experiment } from '../records/experiments';
import type { LoggedModel } from '../records/logged-models';
import { toMetricValue } from '../records/points';
import type { RunRecords, StoredRun } from '../records/run-records';
import { list, numberAt, numberOrNull, textAt } from '../records/sql';
import { STATUS_OF } from './find-runs';

export type Pair = { readonly key: string; readonly value: string };
type Metric = { readonly key: string; readonly value: MetricValue; readonly timestamp: number; readonly step: number };

/** Artifacts are kept here, whoever asks: clients resolve this against the tracking address. */
export const runArtifacts = ({ id, experiment }: Pick<StoredRun, 'id' | 'experiment'>): string => `mlflow-artifacts:/${experiment}/${id}/artifacts`;
export const modelArtifacts = ({ id, experiment }: Pick<LoggedModel, 'id' | 'experiment'>): string => `mlflow-artifacts:/${experiment}/models/${id}/artifacts`;

const stage = (deleted: boolean): string => (deleted ? 'deleted' : 'active');
export const toPairs = (of: Readonly<Record<string, string>>): Pair[] => Object.entries(of).map(([key, value]) => ({ key, value }));

export const experimentToWire = ({ id, name, createdAt, updatedAt, deleted }: Experiment, tags: readonly Pair[]) => ({
  experiment_id: String(id),
  name,
  artifact_location: `mlflow-artifacts:/${id}`,
  lifecycle_stage: stage(deleted),
  last_update_time: updatedAt,
  creation_time: createdAt,
  ...(tags.length > 0 && { tags }),
});

export const infoToWire = (run: StoredRun) => ({
  run_uuid: run.id,
  run_id: run.id,
  run_name: run.name,
  experiment_id: String(run.experiment),
  user_id: run.user ?? '',
  status: STATUS_OF[run.state],
  ...(run.startedAt !== null && { start_time: run.startedAt }),
  ...(run.endedAt !== null && { end_time: run.endedAt }),
  artifact_uri: runArtifacts(run),
  lifecycle_stage: stage(run.deleted),
});

const inputToWire = ({ name, digest, context, sourceType, source, schema, profile }: RecordedInput) => ({
  tags: context === null ? [] : [{ key: 'mlflow.data.context', value: context }],
  dataset: { name, digest, source_type: sourceType, source, ...(schema !== null && { schema }), ...(profile !== null && { profile }) },
});

/** Runs whole, with a few questions for all of them together. */
export function runsToWire(records: RunRecords, runs: readonly StoredRun[]) {
  records.metrics.fold();
  const numbers = list(runs.map(({ n }) => n));
  const { sql, models } = records;
  const among = 'run IN (SELECT value FROM json_each(?)) ORDER BY run, key';
  const pairsOf = (table: 'param' | 'tag') =>
    grouped(sql.all(`SELECT run, key, value FROM ${table} WHERE ${among}`, numbers), (row): Pair => ({ key: textAt(row, 1), value: textAt(row, 2) }));
  const [params, tags] = [pairsOf('param'), pairsOf('tag')];
  const metrics = grouped(
    sql.all(`SELECT run, key, last, at, step FROM series WHERE ${among}`, numbers),
    (row): Metric => ({ key: textAt(row, 1), value: toMetricValue(numberOrNull(row, 2) ?? Number.NaN), timestamp: numberAt(row, 3), step: numberAt(row, 4) }),
  );
  return runs.map((run) => {
    const [read, made] = [models.ties(run.n, 'in'), models.ties(run.n, 'out')];
    const inputs = records.inputsOf(run.id);
    return {
      info: infoToWire(run),
      data: { metrics: metrics.get(run.n) ?? [], params: params.get(run.n) ?? [], tags: tags.get(run.n) ?? [] },
      inputs: {
        ...(inputs.length > 0 && { dataset_inputs: inputs.map(inputToWire) }),
        ...(read.length > 0 && { model_inputs: read.map(({ model }) => ({ model_id: model })) }),
      },
      ...(made.length > 0 && { outputs: { model_outputs: made.map(({ model, step }) => ({ model_id: model, step })) } }),
    };
  });
}

function grouped<T>(rows: readonly (readonly unknown[])[], read: (row: readonly unknown[]) => T): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const run = numberAt(row, 0);
    const group = groups.get(run);
    if (group) group.push(read(row));
    else groups.set(run, [read(row)]);
  }
  return groups;
}

export function loggedModelToWire({ models }: RunRecords, model: LoggedModel) {
  const { id, experiment, name, type, status, createdAt, updatedAt, run } = model;
  const [params, tags, metrics] = [models.facts(id, 'param'), models.facts(id, 'tag'), models.metrics(id)];
  return {
    info: {
      model_id: id,
      experiment_id: String(experiment),
      name,
      creation_timestamp_ms: createdAt,
      last_updated_timestamp_ms: updatedAt,
      artifact_uri: modelArtifacts(model),
      status,
      ...(type !== '' && { model_type: type }),
      ...(run !== null && { source_run_id: run }),
      ...(tags.length > 0 && { tags }),
    },
    data: {
      ...(params.length > 0 && { params }),
      ...(metrics.length > 0 && {
        metrics: metrics.map(({ key, value, step, at, run: of, dataset, digest }) => ({
          key,
          value: toMetricValue(value),
          timestamp: at,
          step,
          model_id: id,
          run_id: of,
          ...(dataset !== '' && { dataset_name: dataset }),
          ...(digest !== '' && { dataset_digest: digest }),
        })),
      }),
    },
  };
}
