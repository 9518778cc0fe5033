import { ModelName, AliasName } from '../../../shared/models/model';
import type { ModelRecord, VersionRow } from '../models/version-row';
import { type Fields, integer, key, objects, optionalInteger, optionalText, pairs, text, texts, valueOf } from './fields';
import { type Clause, fits, parseFilter, parseOrder } from './filter';
import { invalid, missing, MlflowError, notImplemented } from './mlflow-error';
import { loggedModelOf, placeOf } from './model-source';
import { page } from './page-token';
import { NOTHING, type Handler, type Routes, type TrackingRooms } from './route';
import { modelArtifacts, runArtifacts } from './to-wire';

const MODELS = { usual: 100, most: 1_000 } as const;
const VERSIONS = { usual: 10_000, most: 200_000 } as const;
/** What MLflow calls a version that is in no stage; there are no others here, aliases do their work. */
const NO_STAGE = 'None';

export function registryRoutes({ records, models, commits }: TrackingRooms): Routes {
  const { store } = models;
  const model = (name: string): ModelRecord => {
    const found = store.findModel(name);
    if (!found) throw missing(`Registered Model with name=${name} not found`);
    return found;
  };
  const version = (fields: Fields): VersionRow => {
    const [name, number] = [text(fields, 'name'), integer(fields, 'version')];
    const found = store.findVersion(name, number);
    if (!found) throw missing(`Model Version (name=${name}, version=${number}) not found`);
    return found;
  };
  const versionToWire = (found: VersionRow, withAliases = true) => {
    const tags = store.versionTags(found.model, found.version);
    const aliases = withAliases ? store.aliases(found.model).filter((each) => each.version === found.version) : [];
    const logged = loggedModelOf(found.source);
    return {
      name: found.model,
      version: String(found.version),
      creation_timestamp: found.created_at,
      last_updated_timestamp: found.updated_at,
      current_stage: NO_STAGE,
      ...(found.description !== '' && { description: found.description }),
      source: found.source,
      run_id: found.run ?? '',
      status: 'READY',
      run_link: '',
      ...(tags.length > 0 && { tags }),
      ...(aliases.length > 0 && { aliases: aliases.map(({ alias }) => alias) }),
      ...(logged !== null && { model_id: logged }),
    };
  };
  const modelToWire = ({ name, description, created_at: createdAt, updated_at: updatedAt }: ModelRecord) => {
    const [tags, aliases, [latest]] = [store.modelTags(name), store.aliases(name), store.versions(name)];
    return {
      name,
      creation_timestamp: createdAt,
      last_updated_timestamp: updatedAt,
      ...(description !== '' && { description }),
      ...(latest && { latest_versions: [versionToWire(latest)] }),
      ...(tags.length > 0 && { tags }),
      ...(aliases.length > 0 && { aliases: aliases.map(({ alias, version: on }) => ({ alias, version: String(on) })) }),
    };
  };
  const modelName = (fields: Fields): string => {
    const name = text(fields, 'name');
    if (!ModelName.safeParse(name).success)
      throw invalid(`Invalid model name: '${name}'. It is at most 250 characters long, without / : @ and control characters.`);
    return name;
  };
  const aliasName = (fields: Fields): string => {
    const alias = text(fields, 'alias');
    if (!AliasName.safeParse(alias).success)
      throw invalid(`Invalid alias name: '${alias}'. Letters, digits, '_', '.' and '-'; not 'latest', nor 'v' and a number.`);
    return alias;
  };
  const limitOf = (fields: Fields, { usual, most }: { usual: number; most: number }): number => {
    const limit = optionalInteger(fields, 'max_results') ?? usual;
    if (limit < 1 || limit > most) throw invalid(`Invalid value for request parameter max_results. It must be at most ${most}, but got value ${limit}`);
    return limit;
  };

  const latestVersions: Handler = ({ fields }) => {
    const stages = texts(fields, 'stages');
    const [latest] = store.versions(model(text(fields, 'name')).name);
    const asked = stages.length === 0 || stages.some((stage) => stage.toLowerCase() === NO_STAGE.toLowerCase());
    return { model_versions: latest && asked ? [versionToWire(latest)] : [] };
  };

  return {
    'POST registered-models/create': async ({ fields }) => {
      const name = modelName(fields);
      const tags = pairs('tag', objects(fields, 'tags'));
      await commits.run(() => {
        if (store.findModel(name)) throw new MlflowError('RESOURCE_ALREADY_EXISTS', `Registered Model (name=${name}) already exists.`);
        models.create(name, optionalText(fields, 'description') ?? '', tags);
      });
      return { registered_model: modelToWire(model(name)) };
    },
    'GET registered-models/get': ({ fields }) => ({ registered_model: modelToWire(model(text(fields, 'name'))) }),
    'PATCH registered-models/update': async ({ fields }) => {
      const { name } = model(text(fields, 'name'));
      await commits.run(() => models.describe(name, null, optionalText(fields, 'description') ?? ''));
      return { registered_model: modelToWire(model(name)) };
    },
    'DELETE registered-models/delete': async ({ fields, by }) => {
      await commits.run(() => models.deleteModel(model(text(fields, 'name')).name, by));
      return NOTHING;
    },
    'GET registered-models/search': ({ fields }) => {
      const clauses = parseFilter(optionalText(fields, 'filter'));
      const value = ({ name }: ModelRecord, { kind, key: of }: Clause) =>
        kind === 'tag' ? tagOf(store.modelTags(name), of) : of === 'name' ? name : unknownKey(of);
      const found = store.models().filter((each) => clauses.every((clause) => fits(clause, value(each, clause))));
      const sorted = byOrder(found, texts(fields, 'order_by'), ['name'], ({ name, created_at: createdAt, updated_at: updatedAt }) => ({
        name,
        timestamp: updatedAt,
        last_updated_timestamp: updatedAt,
        creation_timestamp: createdAt,
      }));
      const { items, next } = page(sorted, optionalText(fields, 'page_token'), limitOf(fields, MODELS));
      return { registered_models: items.map(modelToWire), ...next };
    },
    'GET registered-models/get-latest-versions': latestVersions,
    'POST registered-models/get-latest-versions': latestVersions,
    'POST registered-models/set-tag': async ({ fields }) => {
      const [name, tag, value] = [model(text(fields, 'name')).name, key(fields), valueOf('tag', fields)];
      await commits.run(() => store.setModelTag(name, tag, value));
      return NOTHING;
    },
    'DELETE registered-models/delete-tag': async ({ fields }) => {
      const [name, tag] = [model(text(fields, 'name')).name, key(fields)];
      await commits.run(() => store.dropModelTag(name, tag));
      return NOTHING;
    },
    'POST registered-models/alias': async ({ fields, by }) => {
      const [{ model: name, version: number }, alias] = [version(fields), aliasName(fields)];
      await commits.run(() => models.setAlias({ model: name, alias, version: number, by, why: '', through: 'client', entry: null }));
      return NOTHING;
    },
    'DELETE registered-models/alias': async ({ fields, by }) => {
      const [name, alias] = [model(text(fields, 'name')).name, aliasName(fields)];
      await commits.run(() => models.setAlias({ model: name, alias, version: null, by, why: '', through: 'client', entry: null }));
      return NOTHING;
    },
    'GET registered-models/alias': ({ fields }) => {
      const [name, alias] = [model(text(fields, 'name')).name, aliasName(fields)];
      const number = store.aliasAt(name, alias);
      if (number === null) throw invalid(`Registered model alias ${alias} not found.`);
      return { model_version: versionToWire(store.version(name, number)) };
    },
    'POST registered-models/rename': () => {
      throw notImplemented('registered-models/rename (the history of a model keeps its name)');
    },

    'POST model-versions/create': async ({ fields, by }) => {
      const [name, source] = [text(fields, 'name'), text(fields, 'source')];
      model(name);
      const [run, logged] = [optionalText(fields, 'run_id') || null, optionalText(fields, 'model_id') || null];
      const place = placeOf(records, source) ?? (logged === null ? null : placeOf(records, `models:/${logged}`));
      const known = run !== null && records.find(run) ? run : null;
      // Elsewhere: nothing of the run is at such a path, so it stays an address.
      const from = place ? { run: place.run, path: place.path } : { run: known, path: source };
      const tags = pairs('tag', objects(fields, 'tags'));
      const number = await models.register({ model: name, ...from, source, by, description: optionalText(fields, 'description') ?? '', tags });
      const id = place?.loggedModel ?? logged;
      if (id !== null && records.models.find(id)) await commits.run(() => noteRegistration(id, name, number));
      return { model_version: versionToWire(store.version(name, number)) };
    },
    'GET model-versions/get': ({ fields }) => ({ model_version: versionToWire(version(fields)) }),
    'PATCH model-versions/update': async ({ fields }) => {
      const found = version(fields);
      await commits.run(() => models.describe(found.model, found.version, optionalText(fields, 'description') ?? ''));
      return { model_version: versionToWire(version(fields)) };
    },
    'DELETE model-versions/delete': async ({ fields, by }) => {
      const found = version(fields);
      await commits.run(() => models.deleteVersion(found.model, found.version, by));
      return NOTHING;
    },
    'GET model-versions/search': ({ fields }) => {
      const clauses = parseFilter(optionalText(fields, 'filter'));
      const value = (row: VersionRow, { kind, key: of }: Clause) => {
        if (kind === 'tag') return tagOf(store.versionTags(row.model, row.version), of);
        if (of === 'name') return row.model;
        if (of === 'run_id') return row.run ?? '';
        if (of === 'source_path') return row.source;
        if (of === 'version_number') return row.version;
        return unknownKey(of);
      };
      const found = store.allVersions().filter((row) => clauses.every((clause) => fits(clause, value(row, clause))));
      const sorted = byOrder(found, texts(fields, 'order_by'), ['last_updated_timestamp DESC', 'name', 'version_number DESC'], (row) => ({
        name: row.model,
        version_number: row.version,
        creation_timestamp: row.created_at,
        last_updated_timestamp: row.updated_at,
      }));
      const { items, next } = page(sorted, optionalText(fields, 'page_token'), limitOf(fields, VERSIONS));
      return { model_versions: items.map((row) => versionToWire(row, false)), ...next };
    },
    'GET model-versions/get-download-uri': ({ fields }) => {
      const { source } = version(fields);
      return { artifact_uri: downloadAddress(source) };
    },
    'POST model-versions/set-tag': async ({ fields }) => {
      const [found, tag, value] = [version(fields), key(fields), valueOf('tag', fields)];
      await commits.run(() => store.setVersionTag(found.model, found.version, tag, value));
      return NOTHING;
    },
    'DELETE model-versions/delete-tag': async ({ fields }) => {
      const [found, tag] = [version(fields), key(fields)];
      await commits.run(() => store.dropVersionTag(found.model, found.version, tag));
      return NOTHING;
    },
    'POST model-versions/transition-stage': () => {
      throw notImplemented('model-versions/transition-stage (deprecated in MLflow itself: set an alias)');
    },
  };

  /** Where clients load it from; what was registered in the app has an address of ours. */
  function downloadAddress(source: string): string {
    const place = source.startsWith('runs:/') || source.startsWith('models:/') ? placeOf(records, source) : null;
    if (place?.loggedModel) return modelArtifacts(records.models.model(place.loggedModel));
    if (place?.run) return [runArtifacts(records.run(place.run)), place.path].filter((part) => part !== '').join('/');
    return source;
  }

  /** As MLflow does: a logged model says as which versions it was registered. */
  function noteRegistration(id: string, name: string, number: number): void {
    const before = records.models.facts(id, 'tag').find((tag) => tag.key === REGISTERED_TAG)?.value ?? '[]';
    const known: unknown = JSON.parse(before);
    const all = [...(Array.isArray(known) ? (known as readonly unknown[]) : []), { name, version: number }];
    records.models.setFacts(id, 'tag', { [REGISTERED_TAG]: JSON.stringify(all) });
  }
}

const REGISTERED_TAG = 'mlflow.modelVersions';

/** Clients ask for models that are no prompts by a tag that models do not have. */
const PROMPT_TAG = 'mlflow.prompt.is_prompt';
const tagOf = (tags: readonly { key: string; value: string }[], of: string): string | null =>
  tags.find((tag) => tag.key === of)?.value ?? (of === PROMPT_TAG ? 'false' : null);

function unknownKey(of: string): never {
  throw invalid(`Invalid attribute key '${of}' specified.`);
}

function byOrder<T>(
  all: readonly T[],
  asked: readonly string[],
  usual: readonly string[],
  valuesOf: (item: T) => Readonly<Record<string, string | number>>,
): T[] {
  const order = (asked.length > 0 ? asked : usual).map(parseOrder);
  const value = (item: T, of: string) => valuesOf(item)[of] ?? unknownKey(of);
  return all.toSorted((a, b) => {
    for (const { key: of, descending } of order) {
      const [one, two] = [value(a, of), value(b, of)];
      if (one !== two) return (one < two ? -1 : 1) * (descending ? -1 : 1);
    }
    return 0;
  });
}
