import type { KeyedPoint } from '../records/metric-store';
import { NAME_TAG } from '../records/run-records';
import { type Fields, integer, key, number, object, objects, optionalInteger, optionalText, pairs, text, texts, valueOf } from './fields';
import { parseFilter, parseOrder } from './filter';
import { findRuns, stateOf } from './find-runs';
import { invalid, missing } from './mlflow-error';
import { offsetOf, toPageToken } from './page-token';
import { NOTHING, type Routes, type TrackingRooms } from './route';
import { infoToWire, runsToWire } from './to-wire';

const BATCH_MAX = 1_000;
const BATCH_PAIRS_MAX = 100;
const SEARCH = { usual: 1_000, most: 50_000 } as const;
const VIEWS: Readonly<Record<string, boolean | null>> = { ACTIVE_ONLY: false, DELETED_ONLY: true, ALL: null };

/** Older clients say `run_uuid`. */
export const runIdOf = (fields: Fields): string => optionalText(fields, 'run_id') || text(fields, 'run_uuid');

export const pointOf = (fields: Fields): KeyedPoint => ({
  key: key(fields),
  value: number(fields, 'value'),
  at: integer(fields, 'timestamp'),
  step: optionalInteger(fields, 'step') ?? 0,
});

export function runRoutes({ records, commits, admit, user: owner, now }: TrackingRooms): Routes {
  /**
   * Points go to the run, and those that tell of a model to that too. They are on the disk within a second, or with what comes
   * after them: who logs them is on this machine, and goes with it in a power cut.
   */
  const logPoints = (run: string, sent: readonly Fields[]) => {
    const points = sent.map(pointOf);
    records.logPoints(run, points);
    for (const [index, fields] of sent.entries()) {
      const model = optionalText(fields, 'model_id');
      const point = points[index];
      if (!model || !point || !records.models.find(model)) continue;
      const [dataset, digest] = [optionalText(fields, 'dataset_name') ?? '', optionalText(fields, 'dataset_digest') ?? ''];
      records.models.setMetric(model, { ...point, run, dataset, digest });
    }
  };
  const whole = (run: string) => ({ run: runsToWire(records, [records.run(run)])[0] });

  return {
    'POST runs/create': async ({ fields }) => {
      admit(0); // what has begun goes on above a quota: its points are few bytes, and their loss would end it
      const tags = pairs('tag', objects(fields, 'tags'));
      const user = optionalText(fields, 'user_id') || tags['mlflow.user'] || owner;
      const experiment = optionalText(fields, 'experiment_id') || '0';
      const run = await commits.run(() => {
        const found = /^\d{1,15}$/.test(experiment) ? records.experiments.find(Number(experiment)) : null;
        if (!found) throw invalid(`No experiment with id '${experiment}' exists`);
        if (found.deleted) throw invalid(`The experiment ${experiment} must be in the 'active' state. Current state is deleted.`);
        const name = optionalText(fields, 'run_name') || tags[NAME_TAG] || null;
        const startedAt = optionalInteger(fields, 'start_time') ?? now();
        return records.createRun({ experiment, name, state: 'running', origin: 'client', entryPoint: null, user, startedAt, params: {}, tags });
      });
      return whole(run);
    },
    'GET runs/get': ({ fields }) => whole(runIdOf(fields)),
    'POST runs/update': async ({ fields }) => {
      const run = runIdOf(fields);
      const status = optionalText(fields, 'status');
      const state = status === null ? null : stateOf(status);
      if (state === undefined) throw invalid(`Invalid run status '${status}'.`);
      const endedAt = optionalInteger(fields, 'end_time');
      const name = optionalText(fields, 'run_name');
      await commits.run(() => {
        records.run(run);
        if (name) records.rename(run, name);
        if (state !== null) records.setState(run, state, endedAt ?? now(), true);
        if (endedAt !== null) records.setEnd(run, endedAt);
      });
      return { run_info: infoToWire(records.run(run)) };
    },
    'POST runs/delete': async ({ fields }) => {
      await commits.run(() => records.setDeleted([text(fields, 'run_id')], true));
      return NOTHING;
    },
    'POST runs/restore': async ({ fields }) => {
      await commits.run(() => records.setDeleted([text(fields, 'run_id')], false));
      return NOTHING;
    },
    'POST runs/log-metric': async ({ fields }) => {
      await commits.run(() => logPoints(runIdOf(fields), [fields]), false);
      return NOTHING;
    },
    'POST runs/log-parameter': async ({ fields }) => {
      const param = pairs('param', [fields]);
      await commits.run(() => records.logParams(runIdOf(fields), param));
      return NOTHING;
    },
    'POST runs/log-batch': async ({ fields }) => {
      const [metrics, params, tags] = [objects(fields, 'metrics'), objects(fields, 'params'), objects(fields, 'tags')];
      if (metrics.length + params.length + tags.length > BATCH_MAX)
        throw invalid(`A batch logging request can contain at most ${BATCH_MAX} metrics, params and tags.`);
      if (params.length > BATCH_PAIRS_MAX) throw invalid(`A batch logging request can contain at most ${BATCH_PAIRS_MAX} params.`);
      if (tags.length > BATCH_PAIRS_MAX) throw invalid(`A batch logging request can contain at most ${BATCH_PAIRS_MAX} tags.`);
      const run = text(fields, 'run_id');
      const [paramPairs, tagPairs] = [pairs('param', params), pairs('tag', tags)];
      if (Object.keys(paramPairs).length < params.length) refuseTwice(params);
      await commits.run(
        () => {
          records.run(run);
          if (params.length > 0) records.logParams(run, paramPairs);
          if (metrics.length > 0) logPoints(run, metrics);
          if (tags.length > 0) records.setTags(run, tagPairs);
        },
        params.length + tags.length > 0,
      );
      return NOTHING;
    },
    'POST runs/set-tag': async ({ fields }) => {
      const tag = pairs('tag', [fields]);
      await commits.run(() => records.setTags(runIdOf(fields), tag));
      return NOTHING;
    },
    'POST runs/delete-tag': async ({ fields }) => {
      const [run, name] = [text(fields, 'run_id'), key(fields)];
      await commits.run(() => {
        if (!records.dropTag(run, name)) throw missing(`No tag with name: ${name} in run with id ${run}`);
      });
      return NOTHING;
    },
    'POST runs/log-inputs': async ({ fields }) => {
      const run = text(fields, 'run_id');
      const datasets = objects(fields, 'datasets').map((sent) => {
        const dataset = object(sent, 'dataset');
        return {
          name: text(dataset, 'name'),
          digest: text(dataset, 'digest'),
          context: pairs('tag', objects(sent, 'tags'))['mlflow.data.context'] ?? null,
          sourceType: optionalText(dataset, 'source_type') ?? '',
          source: optionalText(dataset, 'source') ?? '',
          schema: optionalText(dataset, 'schema'),
          profile: optionalText(dataset, 'profile'),
          version: null,
        };
      });
      const models = objects(fields, 'models').map((sent) => text(sent, 'model_id'));
      await commits.run(() => {
        const { n } = records.run(run);
        for (const dataset of datasets) records.addInput(run, dataset);
        for (const model of models) records.models.tie(n, model, 'in', 0);
      });
      return NOTHING;
    },
    'POST runs/outputs': async ({ fields }) => {
      const run = text(fields, 'run_id');
      const models = objects(fields, 'models').map((sent) => ({ id: text(sent, 'model_id'), step: optionalInteger(sent, 'step') ?? 0 }));
      await commits.run(() => {
        const { n } = records.run(run);
        for (const { id, step } of models) records.models.tie(n, id, 'out', step);
      });
      return NOTHING;
    },
    // MLflow 2.x: what was logged, as a growing list in a tag.
    'POST runs/log-model': async ({ fields }) => {
      const [run, json] = [text(fields, 'run_id'), text(fields, 'model_json')];
      await commits.run(() => {
        const logged = parseList(records.tagsOf(run)[HISTORY_TAG] ?? '[]');
        records.setTags(run, { [HISTORY_TAG]: JSON.stringify([...logged, parseModel(json)]) });
      });
      return NOTHING;
    },
    'POST runs/search': ({ fields }) => {
      const view = optionalText(fields, 'run_view_type') ?? 'ACTIVE_ONLY';
      const deleted = VIEWS[view];
      if (deleted === undefined) throw invalid(`Invalid run_view_type '${view}'.`);
      const limit = optionalInteger(fields, 'max_results') ?? SEARCH.usual;
      if (limit < 1 || limit > SEARCH.most)
        throw invalid(`Invalid value ${limit} for parameter 'max_results' supplied: it must be at least 1 and at most ${SEARCH.most}`);
      const offset = offsetOf(optionalText(fields, 'page_token'));
      const experiments = texts(fields, 'experiment_ids')
        .filter((id) => /^\d{1,15}$/.test(id))
        .map(Number);
      const clauses = parseFilter(optionalText(fields, 'filter'));
      const order = texts(fields, 'order_by').map(parseOrder);
      const { runs, more } = findRuns(records, { experiments, deleted, clauses, order, offset, limit });
      return { runs: runsToWire(records, runs), ...(more && { next_page_token: toPageToken(offset + limit) }) };
    },
  };
}

const HISTORY_TAG = 'mlflow.log-model.history';

function refuseTwice(params: readonly Fields[]): void {
  const seen = new Map<string, string>();
  for (const param of params) {
    const [name, value] = [key(param), valueOf('param', param)];
    if (seen.has(name) && seen.get(name) !== value) throw invalid(`Duplicate parameter keys have been submitted: ${name}`);
    seen.set(name, value);
  }
}

function parseModel(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw invalid(`Malformed model info. \n ${json.slice(0, 200)} \n is not valid JSON.`);
  }
}

function parseList(json: string): readonly unknown[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value : [];
}
