import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AppError, failure } from '../../../shared/models/failure';
import type { Artifacts, Changed, Facts, Models, Records, Registry } from '../contract';
import { parseMlmodel } from './mlmodel-file';
import { ModelStore, noVersion } from './model-store';
import { readOnnxSignature } from './onnx-signature';
import type { FileRow, VersionRow } from './version-row';

export type ModelRooms = {
  readonly registry: Registry;
  readonly artifacts: Artifacts;
  readonly records: Pick<Records, 'artifactsOf' | 'stateOf'>;
  readonly facts: Facts;
  readonly changed: Changed;
  readonly now: () => number;
};

/** SHA-256 over `path`, a zero byte, the file's digest and a line feed, for each file in order of its path. */
export function digestOfFiles(files: readonly FileRow[]): string {
  const hash = createHash('sha256');
  for (const { path, digest } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) hash.update(`${path}\0${digest}\n`);
  return hash.digest('hex');
}

type Contents = Pick<VersionRow, 'format' | 'flavors' | 'signature'>;

/** What the files of a version are: an MLflow model folder, a bare ONNX file, or something that is kept as it is. */
async function readContents(files: readonly FileRow[], artifacts: Artifacts): Promise<Contents> {
  const mlmodel = files.find(({ path }) => path === 'MLmodel');
  const parsed = mlmodel && parseMlmodel(await readFile(artifacts.path(mlmodel.digest), 'utf8'));
  if (parsed) return { format: 'mlflow', flavors: [...parsed.flavors], signature: parsed.signature };
  const onnx = files.filter(({ path }) => path.endsWith('.onnx'));
  const [only] = onnx;
  if (only && onnx.length === 1) return { format: 'onnx', flavors: ['onnx'], signature: await readOnnxSignature(artifacts.path(only.digest)) };
  return { format: 'other', flavors: [], signature: null };
}

/** Registers versions and moves aliases. What it holds is read by `store`. */
export class ModelRegistry implements Models {
  readonly store: ModelStore;
  readonly #rooms: ModelRooms;

  constructor(rooms: ModelRooms) {
    this.#rooms = rooms;
    this.store = new ModelStore(rooms.registry);
  }

  create(name: string, description = '', tags: Readonly<Record<string, string>> = {}): void {
    if (this.store.findModel(name)) throw new AppError(failure('conflict', { reason: 'model-exists', values: { model: name } }));
    this.#rooms.registry.write(() => {
      this.store.addModel(name, description, this.#rooms.now());
      for (const [key, value] of Object.entries(tags)) this.store.setModelTag(name, key, value);
    });
    this.#rooms.changed('models', name);
  }

  /** Makes the model where there is none yet. Throws AppError `not-found` where the run logged nothing there. */
  async register(request: Parameters<Models['register']>[0]): Promise<number> {
    const { artifacts, records, registry, facts, now } = this.#rooms;
    const { model, run, path, source, by, description, tags } = request;
    const files = run === null ? [] : filesBelow(records.artifactsOf(run, path), path);
    if (run !== null && records.stateOf(run) !== null && files.length === 0 && source === '') {
      throw new AppError(failure('not-found', { reason: 'model-not-logged', values: { run, path } }));
    }
    const contents = await readContents(files, artifacts);
    const at = now();
    const version = registry.write(() => {
      if (!this.store.findModel(model)) this.store.addModel(model, '', at);
      const digest = files.length > 0 ? digestOfFiles(files) : null;
      const bytes = files.length > 0 ? files.reduce((sum, file) => sum + file.bytes, 0) : null;
      const added = this.store.addVersion(
        { model, run, path, source: source || `runs:/${run}/${path}`, by, description, created_at: at, digest, bytes, ...contents },
        files,
      );
      for (const [key, value] of Object.entries(tags)) this.store.setVersionTag(model, added, key, value);
      if (run !== null) facts.add({ from: { kind: 'run', id: run }, relation: 'produced', to: { kind: 'model-version', id: `${model}@${added}` }, at });
      return added;
    }, true);
    this.#rooms.changed('models', model);
    return version;
  }

  /** @returns when it was moved. Throws AppError: `conflict` where it stands elsewhere than expected, `denied` on a version whose bytes changed. */
  setAlias({ model, alias, version, by, why, through, entry, ledger = null, expected }: Parameters<Models['setAlias']>[0]): number {
    const { registry, changed, now } = this.#rooms;
    const at = now();
    registry.write(() => {
      this.store.model(model);
      const from = this.store.aliasAt(model, alias);
      if (expected !== undefined && expected !== from) {
        throw new AppError(failure('conflict', { reason: 'object-changed', values: { model, alias, version: from === null ? '' : String(from) } }));
      }
      if (version !== null) this.#refuseBroken(model, version);
      if (version === from) return;
      if (version === null) this.store.dropAlias(model, alias);
      else this.store.putAlias(model, alias, version);
      this.store.addMove({ model, alias, from, to: version, at, by, why, through, entry, ledger });
      this.store.touch(model, at);
    }, true);
    changed('models', model);
    return at;
  }

  /** An alias on it is taken off first, on record. */
  deleteVersion(model: string, version: number, by: string): void {
    const at = this.#rooms.now();
    this.#rooms.registry.write(() => {
      this.store.version(model, version);
      for (const { alias, version: on } of this.store.aliases(model)) {
        if (on === version) this.setAlias({ model, alias, version: null, by, why: '', through: 'client', entry: null });
      }
      this.store.deleteVersion(model, version, at);
      this.store.touch(model, at);
    });
    this.#rooms.changed('models', model);
  }

  deleteModel(model: string, by: string): void {
    this.#rooms.registry.write(() => {
      for (const { version } of this.store.versions(model)) this.deleteVersion(model, version, by);
      this.store.deleteModel(model, this.#rooms.now());
    });
    this.#rooms.changed('models', model);
  }

  describe(model: string, version: number | null, description: string): void {
    if (version === null) {
      this.store.model(model);
      this.store.describeModel(model, description);
    } else {
      this.store.version(model, version);
      this.store.describeVersion(model, version, description, this.#rooms.now());
    }
    this.#rooms.changed('models', model);
  }

  #refuseBroken(model: string, version: number): void {
    const found = this.store.findVersion(model, version);
    if (!found) throw noVersion(model, version);
    if (found.integrity === 'tampered' || found.integrity === 'missing') {
      throw new AppError(failure('denied', { reason: 'bytes-changed', values: { model, version: String(version), file: found.bad_files[0] ?? '' } }));
    }
  }
}

/** Artifacts below a path, named from there; a path that is one file is that file. */
function filesBelow(artifacts: readonly FileRow[], path: string): FileRow[] {
  const prefix = path === '' ? '' : `${path}/`;
  const name = (own: string) => (own === path ? (own.split('/').at(-1) ?? own) : own.slice(prefix.length));
  return artifacts.filter((file) => file.path === path || file.path.startsWith(prefix)).map((file) => ({ ...file, path: name(file.path) }));
}
