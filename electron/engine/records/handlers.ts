import { open } from 'node:fs/promises';
import type { runsApi } from '../../../shared/api/runs';
import type { Handlers } from '../../../shared/api/verb';
import { AppError, failure } from '../../../shared/models/failure';
import type { Run } from '../../../shared/models/run';
import type { Artifacts } from '../contract';
import { listFolder } from './artifact-names';
import { compareRuns } from './compare-runs';
import { readSeries } from './read-series';
import type { RunRecords, StoredRun } from './run-records';
import { findRuns, rowsOf } from './search-runs';
import { escapeLike, numberAt, textAt } from './sql';

/** Summaries that come with a run; the others by pages. */
const SUMMARIES_MAX = 1_000;
const KEYS_MAX = 1_000;
/** Shown of a text artifact. */
const TEXT_BYTES = 256 * 1024;

/** What of a run is known to those who start it. */
export type RunMore = Pick<Run, 'code' | 'exit' | 'timeLimitMs' | 'queuePosition' | 'repeats' | 'phases'>;

export type RecordReaders = {
  readonly records: RunRecords;
  readonly artifacts: Artifacts;
  readonly more: (run: string) => RunMore;
  /** Versions of models that were registered from it. */
  readonly registered: (run: string) => readonly { readonly name: string; readonly version: string; readonly path: string }[];
};

type Verbs = Pick<
  typeof runsApi,
  | 'experiments.list'
  | 'runs.search'
  | 'runs.keys'
  | 'runs.get'
  | 'runs.series'
  | 'runs.metrics'
  | 'runs.compare'
  | 'runs.artifacts'
  | 'runs.artifactText'
  | 'runs.delete'
  | 'runs.restore'
>;

export function recordsHandlers({ records, artifacts, more, registered }: RecordReaders): Handlers<Verbs> {
  return {
    'experiments.list': () => {
      const counts = records.experiments.runCounts();
      const kept = records.experiments.all().filter(({ deleted }) => !deleted);
      return { experiments: kept.map(({ id, name }) => ({ id: String(id), name, runs: counts.get(id) ?? 0 })) };
    },
    'runs.search': ({ experiment, metrics, params, ...query }) => {
      const { runs, total } = findRuns(records, { ...query, experiments: experimentsOf(experiment) });
      return { rows: rowsOf(records, runs, metrics, params), total };
    },
    'runs.keys': ({ experiment, match }) => {
      records.metrics.fold();
      return { metrics: keysOf(records, 'series', experiment, match), params: keysOf(records, 'param', experiment, match) };
    },
    'runs.get': ({ run }) => wholeRun(records, records.run(run), more(run), registered(run)),
    'runs.series': ({ run, keys, axis, from, to, points }) => {
      const { n } = records.run(run);
      records.metrics.fold();
      return { series: keys.map((key) => readSeries(records.sql, n, key, { axis, from, to, points })) };
    },
    'runs.metrics': ({ run, match, offset, limit }) => {
      const { n } = records.run(run);
      return { summaries: records.metrics.summaries(n, { match, offset, limit }), total: records.metrics.count(n, match) };
    },
    'runs.compare': ({ runs }) => compareRuns(records, runs),
    'runs.artifacts': ({ run, path }) => {
      records.run(run);
      return { artifacts: listFolder(records.artifactsOf(run), path) };
    },
    'runs.artifactText': async ({ run, path }) => {
      const found = records.artifactsOf(run, path).find((each) => each.path === path);
      if (!found) throw new AppError(failure('not-found', { reason: 'artifact-unknown', values: { path, run } }));
      return { text: await beginningOf(artifacts.path(found.digest)), bytes: found.bytes, whole: found.bytes <= TEXT_BYTES };
    },
    'runs.delete': ({ runs }) => {
      records.setDeleted(runs, true);
      return {};
    },
    'runs.restore': ({ runs }) => {
      records.setDeleted(runs, false);
      return {};
    },
  };
}

const experimentsOf = (experiment: string | null): number[] | null => (experiment === null ? null : [/^\d+$/.test(experiment) ? Number(experiment) : -1]);

/** By number of runs. */
function keysOf({ sql }: RunRecords, table: 'series' | 'param', experiment: string | null, match: string): { key: string; runs: number }[] {
  const [only] = experimentsOf(experiment) ?? [];
  const join = only === undefined ? '' : 'JOIN run r ON r.n = t.run AND r.experiment = ?';
  const rows = sql.all(
    `SELECT t.key, count(*) FROM ${table} t ${join} WHERE t.key LIKE ? ESCAPE '\\' GROUP BY t.key ORDER BY count(*) DESC, t.key LIMIT ${KEYS_MAX}`,
    ...(only === undefined ? [] : [only]),
    `%${escapeLike(match)}%`,
  );
  return rows.map((row) => ({ key: textAt(row, 0), runs: numberAt(row, 1) }));
}

function wholeRun(records: RunRecords, run: StoredRun, more: RunMore, registered: ReturnType<RecordReaders['registered']>): Run {
  const [row] = rowsOf(records, [run], [], []);
  if (!row) throw new AppError(failure('not-found', { reason: 'run-unknown', values: { run: run.id } }));
  const pairs = (of: Readonly<Record<string, string>>) => Object.entries(of).map(([key, value]) => ({ key, value }));
  return {
    ...row,
    tags: pairs(records.tagsOf(run.id)),
    allParams: pairs(records.paramsOf(run.id)),
    summaries: records.metrics.summaries(run.n, { limit: SUMMARIES_MAX }),
    metricCount: records.metrics.count(run.n),
    inputs: records.inputsOf(run.id).map(({ name, digest, context, sourceType, source, version }) => ({
      name,
      digest,
      context,
      sourceType,
      source,
      dataset: version === null ? null : { name, version },
    })),
    outputs: outputsOf(records, run.id, registered),
    ...more,
  };
}

/** Folders that hold a model: those logged as such by clients of MLflow 3, and those with an `MLmodel` file. */
function outputsOf(records: RunRecords, run: string, registered: ReturnType<RecordReaders['registered']>): Run['outputs'] {
  // A version may be of the folder that a bare file lies in.
  const versionsAt = (path: string) =>
    registered.filter((each) => path === each.path || path.startsWith(`${each.path}/`)).map(({ name, version }) => ({ name, version }));
  const folders = records.artifacts.modelFolders(run);
  const logged = records.models.ofRun(run).map(({ id, name }) => {
    const path = folders.get(id) ?? name;
    return { modelId: id, name, path, registered: versionsAt(path) };
  });
  const named = new Set(logged.map(({ path }) => path));
  const own = records.artifacts.of(run).map(({ path }) => path);
  const mlflow = own.filter((path) => path.endsWith('/MLmodel')).map((path) => path.slice(0, -'/MLmodel'.length));
  const bare = own.filter((path) => path.endsWith('.onnx') && !mlflow.some((folder) => path.startsWith(`${folder}/`)));
  const found = [...mlflow, ...bare].filter((path) => !named.has(path));
  return [...logged, ...found.map((path) => ({ modelId: '', name: path.split('/').at(-1) ?? path, path, registered: versionsAt(path) }))];
}

async function beginningOf(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(TEXT_BYTES), 0, TEXT_BYTES, 0);
    return new TextDecoder('utf-8').decode(buffer.subarray(0, bytesRead), { stream: true });
  } finally {
    await handle.close();
  }
}
