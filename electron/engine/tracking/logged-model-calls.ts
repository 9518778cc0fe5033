import { LOGGED_MODEL_STATUSES, type LoggedModel, type LoggedModelStatus } from '../records/logged-models';
import { listFolder } from '../records/artifact-names';
import { type Fields, objects, optionalInteger, optionalText, pairs, text, texts } from './fields';
import { type Clause, fits, parseFilter } from './filter';
import { invalid } from './mlflow-error';
import { page } from './page-token';
import { NOTHING, type Call, type Routes, type TrackingRooms } from './route';
import { loggedModelToWire, modelArtifacts } from './to-wire';

const SEARCH = { usual: 50, most: 50 } as const;

export function loggedModelRoutes({ records, commits }: TrackingRooms): Routes {
  const { models } = records;
  const wire = (model: LoggedModel) => ({ model: loggedModelToWire(records, model) });
  const idOf = ({ place: [id = ''] }: Call): string => id;

  const actual = (model: LoggedModel, { kind, key }: Clause): string | number | null => {
    if (kind === 'metric') return models.metrics(model.id).find((metric) => metric.key === key)?.value ?? null;
    if (kind === 'param' || kind === 'tag') return models.facts(model.id, kind).find((fact) => fact.key === key)?.value ?? null;
    switch (key) {
      case 'name':
        return model.name;
      case 'model_id':
        return model.id;
      case 'model_type':
        return model.type;
      case 'status':
        return model.status.replace('LOGGED_MODEL_', '');
      case 'source_run_id':
        return model.run;
      case 'creation_timestamp':
      case 'creation_time':
        return model.createdAt;
      case 'last_updated_timestamp':
        return model.updatedAt;
      default:
        throw invalid(`Invalid attribute key '${key}' of logged models.`);
    }
  };

  return {
    'POST logged-models': async ({ fields }) => {
      const experiment = text(fields, 'experiment_id');
      const found = /^\d{1,15}$/.test(experiment) ? records.experiments.find(Number(experiment)) : null;
      if (!found) throw invalid(`No experiment with id '${experiment}' exists`);
      const name = optionalText(fields, 'name') || 'model';
      if (/[/:.%"']/.test(name)) throw invalid(`Invalid model name '${name}': it has one of / : . % " '`);
      const model = { experiment: found.id, run: optionalText(fields, 'source_run_id') || null, name, type: optionalText(fields, 'model_type') ?? '' };
      const [params, tags] = [pairs('param', objects(fields, 'params')), pairs('tag', objects(fields, 'tags'))];
      return wire(models.model(await commits.run(() => models.create(model, params, tags))));
    },
    'GET logged-models/*': (call) => wire(models.model(idOf(call))),
    'DELETE logged-models/*': async (call) => {
      await commits.run(() => models.delete(models.model(idOf(call)).id));
      return NOTHING;
    },
    'PATCH logged-models/*': async (call) => {
      const status = statusOf(call.fields);
      await commits.run(() => models.setStatus(models.model(idOf(call)).id, status));
      return wire(models.model(idOf(call)));
    },
    'POST logged-models/*/params': async (call) => {
      const params = pairs('param', objects(call.fields, 'params'));
      await commits.run(() => models.setFacts(models.model(idOf(call)).id, 'param', params));
      return NOTHING;
    },
    'PATCH logged-models/*/tags': async (call) => {
      const tags = pairs('tag', objects(call.fields, 'tags'));
      await commits.run(() => models.setFacts(models.model(idOf(call)).id, 'tag', tags));
      return wire(models.model(idOf(call)));
    },
    'DELETE logged-models/*/tags/*': async (call) => {
      await commits.run(() => models.dropTag(models.model(idOf(call)).id, call.place[1] ?? ''));
      return NOTHING;
    },
    'GET logged-models/*/artifacts/directories': (call) => {
      const model = models.model(idOf(call));
      const folder = optionalText(call.fields, 'artifact_directory_path') ?? '';
      const files = listFolder(records.artifacts.of(model.id), folder);
      return {
        root_uri: modelArtifacts(model),
        files: files.map(({ path, folder: isFolder, bytes }) => ({ path, is_dir: isFolder, ...(bytes !== null && { file_size: bytes }) })),
      };
    },
    'POST logged-models/search': ({ fields }) => {
      const clauses = parseFilter(optionalText(fields, 'filter'));
      const limit = Math.min(optionalInteger(fields, 'max_results') ?? SEARCH.usual, SEARCH.most);
      const experiments = texts(fields, 'experiment_ids')
        .filter((id) => /^\d{1,15}$/.test(id))
        .map(Number);
      const found = models.ofExperiments(experiments).filter((model) => clauses.every((clause) => fits(clause, actual(model, clause))));
      const { items, next } = page(sorted(found, objects(fields, 'order_by')), optionalText(fields, 'page_token'), limit);
      return { models: items.map((model) => loggedModelToWire(records, model)), ...next };
    },
  };

  /** Those without the value come last, either way. */
  function sorted(found: readonly LoggedModel[], order: readonly Fields[]): LoggedModel[] {
    const by = order.map((each) => {
      const name = text(each, 'field_name');
      const [, prefix, key = name] = /^(metrics|params|tags|attributes)\.(.+)$/.exec(name) ?? [];
      const kind =
        prefix === 'metrics' ? ('metric' as const) : prefix === 'params' ? ('param' as const) : prefix === 'tags' ? ('tag' as const) : ('attribute' as const);
      return { clause: { kind, key, is: '=' as const, value: '' }, descending: each['ascending'] === false };
    });
    return found.toSorted((a, b) => {
      for (const { clause, descending } of by) {
        const [one, two] = [actual(a, clause), actual(b, clause)];
        if (one === two) continue;
        if (one === null || two === null) return one === null ? 1 : -1;
        return (one < two ? -1 : 1) * (descending ? -1 : 1);
      }
      return 0;
    });
  }
}

function statusOf(fields: Fields): LoggedModelStatus {
  const sent = text(fields, 'status');
  const status = LOGGED_MODEL_STATUSES.find((known) => known === sent);
  if (!status) throw invalid(`Invalid status '${sent}' of a logged model.`);
  return status;
}
