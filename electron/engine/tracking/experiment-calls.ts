import type { Experiment } from '../records/experiments';
import { type Fields, key, objects, optionalInteger, optionalText, pairs, text, texts, valueOf } from './fields';
import { fits, parseFilter, parseOrder } from './filter';
import { invalid, missing, MlflowError, notImplemented } from './mlflow-error';
import { page } from './page-token';
import { NOTHING, type Handler, type Routes, type TrackingRooms } from './route';
import { experimentToWire, toPairs } from './to-wire';

const SEARCH = { usual: 1_000, most: 50_000 } as const;

export function experimentRoutes({ records, commits }: TrackingRooms): Routes {
  const { experiments } = records;
  const wire = (experiment: Experiment) => experimentToWire(experiment, toPairs(experiments.tags(experiment.id)));
  const find = (fields: Fields): Experiment => {
    const id = text(fields, 'experiment_id');
    const found = /^\d{1,15}$/.test(id) ? experiments.find(Number(id)) : null;
    if (!found) throw missing(`No Experiment with id=${id} exists`);
    return found;
  };
  const setDeleted =
    (deleted: boolean): Handler =>
    async ({ fields }) => {
      await commits.run(() => experiments.setDeleted(find(fields).id, deleted));
      return NOTHING;
    };
  const search: Handler = ({ fields }) => {
    const view = optionalText(fields, 'view_type') ?? 'ACTIVE_ONLY';
    const clauses = parseFilter(optionalText(fields, 'filter'));
    const limit = optionalInteger(fields, 'max_results') ?? SEARCH.usual;
    if (limit < 1 || limit > SEARCH.most) throw invalid(`Invalid value for 'max_results': it must be at least 1 and at most ${SEARCH.most}`);
    const found = experiments.all().filter((experiment) => {
      if (view !== 'ALL' && experiment.deleted !== (view === 'DELETED_ONLY')) return false;
      return clauses.every((clause) =>
        fits(clause, clause.kind === 'tag' ? (experiments.tags(experiment.id)[clause.key] ?? null) : attribute(experiment, clause.key)),
      );
    });
    const order = texts(fields, 'order_by').map(parseOrder);
    const sorted = found.toSorted((a, b) => {
      for (const { key: by, descending } of order) {
        const [one, two] = [attribute(a, by), attribute(b, by)];
        if (one !== two) return (one < two ? -1 : 1) * (descending ? -1 : 1);
      }
      return b.createdAt - a.createdAt || b.id - a.id;
    });
    const { items, next } = page(sorted, optionalText(fields, 'page_token'), limit);
    return { experiments: items.map(wire), ...next };
  };

  return {
    'POST experiments/create': async ({ fields }) => {
      const name = text(fields, 'name');
      const tags = pairs('tag', objects(fields, 'tags'));
      if (optionalText(fields, 'artifact_location')) throw notImplemented('an artifact_location of an experiment (artifacts are kept in the workspace)');
      const id = await commits.run(() => {
        const existing = experiments.findByName(name);
        if (existing) {
          const hint = existing.deleted ? ' It was deleted; restore it, or take another name.' : '';
          throw new MlflowError('RESOURCE_ALREADY_EXISTS', `Experiment(name=${name}) already exists.${hint}`);
        }
        return experiments.create(name, tags);
      });
      return { experiment_id: String(id) };
    },
    'GET experiments/get': ({ fields }) => ({ experiment: wire(find(fields)) }),
    'GET experiments/get-by-name': ({ fields }) => {
      const name = text(fields, 'experiment_name');
      const found = experiments.findByName(name);
      if (!found) throw missing(`Could not find experiment with name '${name}'`);
      return { experiment: wire(found) };
    },
    'GET experiments/search': search,
    'POST experiments/search': search,
    'POST experiments/delete': setDeleted(true),
    'POST experiments/restore': setDeleted(false),
    'POST experiments/update': async ({ fields }) => {
      const name = text(fields, 'new_name');
      await commits.run(() => {
        const { id } = find(fields);
        const other = experiments.findByName(name);
        if (other && other.id !== id) throw new MlflowError('RESOURCE_ALREADY_EXISTS', `Experiment(name=${name}) already exists.`);
        experiments.rename(id, name);
      });
      return NOTHING;
    },
    'POST experiments/set-experiment-tag': async ({ fields }) => {
      const [name, value] = [key(fields), valueOf('tag', fields)];
      await commits.run(() => experiments.setTag(find(fields).id, name, value));
      return NOTHING;
    },
    'POST experiments/delete-experiment-tag': async ({ fields }) => {
      await commits.run(() => experiments.dropTag(find(fields).id, key(fields)));
      return NOTHING;
    },
  };
}

function attribute(experiment: Experiment, of: string): string | number {
  switch (of) {
    case 'name':
      return experiment.name;
    case 'experiment_id':
      return String(experiment.id);
    case 'creation_time':
      return experiment.createdAt;
    case 'last_update_time':
      return experiment.updatedAt;
    default:
      throw invalid(`Invalid attribute key '${of}' specified. Valid keys are name, experiment_id, creation_time, last_update_time`);
  }
}
