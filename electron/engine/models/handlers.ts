import type { modelsApi } from '../../../shared/api/models';
import type { Handlers } from '../../../shared/api/verb';
import type { Model, ModelRow, ModelVersion, ModelVersionRow } from '../../../shared/models/model';
import type { Records } from '../contract';
import type { IntegrityCheck } from './integrity';
import type { ModelRegistry } from './model-registry';
import type { ModelRecord, VersionRow } from './version-row';

export type ModelReaders = {
  readonly models: ModelRegistry;
  readonly integrity: IntegrityCheck;
  readonly records: Pick<Records, 'lastMetrics' | 'paramsOf' | 'tagsOf' | 'inputsOf'>;
  /** What is wrong with the registry's file. */
  readonly checkRegistry: () => Promise<string[]>;
  /** Who asks; the engine serves one user. */
  readonly user: string;
};

type Verbs = Pick<typeof modelsApi, keyof typeof modelsApi>;

export function modelsHandlers({ models, integrity, records, checkRegistry, user }: ModelReaders): Handlers<Verbs> {
  const { store } = models;

  const row = ({ name, description, created_at: createdAt, updated_at: updatedAt }: ModelRecord, versions: readonly VersionRow[]): ModelRow => ({
    name,
    description,
    createdAt,
    updatedAt,
    versions: versions.length,
    latest: versions[0]?.version ?? null,
    aliases: store.aliases(name),
    integrity: worst(versions),
  });
  const metricsOf = (run: string | null): Record<string, number> => {
    const last = run === null ? [] : [...records.lastMetrics(run)];
    return Object.fromEntries(last.flatMap(([key, { value }]) => (typeof value === 'number' ? [[key, value]] : [])));
  };
  const versionRow = (found: VersionRow, aliases: readonly { alias: string; version: number }[]): ModelVersionRow => ({
    version: found.version,
    aliases: aliases.filter(({ version }) => version === found.version).map(({ alias }) => alias),
    createdAt: found.created_at,
    run: found.run,
    runName: found.run === null ? null : (records.tagsOf(found.run)['mlflow.runName'] ?? null),
    digest: found.digest,
    bytes: found.bytes,
    integrity: { state: found.integrity, checkedAt: found.checked_at, files: found.bad_files },
    status: 'ready',
    metrics: metricsOf(found.run),
  });
  const whole = (model: string, number: number): ModelVersion => {
    const found = store.version(model, number);
    const { run } = found;
    return {
      ...versionRow(found, store.aliases(model)),
      model,
      description: found.description,
      tags: store.versionTags(model, number),
      source: found.source,
      format: found.format,
      flavors: found.flavors,
      signature: found.signature,
      files: store.files(model, number),
      params: run === null ? {} : { ...records.paramsOf(run) },
      datasets: run === null ? [] : records.inputsOf(run).map(({ name, digest, version, context }) => ({ name, digest, version, context })),
      commit: run === null ? null : (records.tagsOf(run)['mlflow.source.git.commit'] ?? null),
    };
  };

  return {
    'models.list': () => ({ models: store.models().map((model) => row(model, store.versions(model.name))) }),
    'models.get': ({ model }): Model => {
      const versions = store.versions(model);
      const aliases = store.aliases(model);
      return {
        ...row(store.model(model), versions),
        tags: store.modelTags(model),
        history: versions.map((version) => versionRow(version, aliases)),
        moves: store.moves(model),
      };
    },
    'models.version': ({ model, version }) => whole(model, version),
    'models.compare': ({ model, versions }) => {
      const found = versions.map((version) => whole(model, version));
      return {
        versions: found,
        metrics: sideBySide(found.map(({ metrics }) => metrics)),
        params: sideBySide(found.map(({ params }) => params)).map(differing),
      };
    },
    'models.register': async ({ model, run, path }) => ({
      version: await models.register({ model, run, path, source: '', by: user, description: '', tags: {} }),
    }),
    'models.describe': ({ model, version, description }) => {
      models.describe(model, version, description);
      return {};
    },
    'models.verify': ({ model, version }, { signal }) => integrity.check(store.version(model, version), signal as AbortSignal),
    'models.checkRegistry': async () => ({ faults: await checkRegistry() }),
    'models.sweep': () => integrity.state(),
  };
}

/** A model is as trustworthy as the worst of its versions. */
const worst = (versions: readonly VersionRow[]): ModelRow['integrity'] =>
  (['tampered', 'missing', 'unchecked', 'whole'] as const).find((state) => versions.some(({ integrity }) => integrity === state)) ?? 'unchecked';

function sideBySide<T>(records: readonly Readonly<Record<string, T>>[]): { key: string; values: (T | null)[] }[] {
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))].toSorted();
  return keys.map((key) => ({ key, values: records.map((record) => record[key] ?? null) }));
}
const differing = <T>(line: { key: string; values: (T | null)[] }) => ({ ...line, differ: new Set(line.values).size > 1 });

/** How versions look in a graph of lineage. */
export const versionLooks =
  ({ store }: ModelRegistry) =>
  (ids: readonly string[]) =>
    new Map(
      ids.flatMap((id) => {
        const at = id.lastIndexOf('@');
        const found = store.findVersion(id.slice(0, at), Number(id.slice(at + 1)));
        if (!found) return [];
        const state = found.integrity === 'tampered' || found.integrity === 'missing' ? ('bad' as const) : ('good' as const);
        return [[id, { title: found.model, detail: `v${found.version}`, at: found.created_at, state }] as const];
      }),
    );
