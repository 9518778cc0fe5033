import type { Registry } from '../contract';
import type { LoggedModels } from './logged-models';
import { escapeLike, numberAt, type Row, Sql, textAt } from './sql';

export type NamedArtifact = { readonly path: string; readonly digest: string; readonly bytes: number };
export type ListedArtifact = { readonly path: string; readonly folder: boolean; readonly bytes: number | null; readonly digest: string | null };

const toArtifact = (row: Row): NamedArtifact => ({ path: textAt(row, 0), digest: textAt(row, 1), bytes: numberAt(row, 2) });

/** Which kept bytes are under which path, of a run or of a model that a client logged. Folders are what paths have in common. */
export class ArtifactNames {
  readonly #sql: Sql;

  constructor(
    registry: Registry,
    private readonly models: LoggedModels,
  ) {
    this.#sql = new Sql(registry.database);
  }

  put(owner: string, path: string, digest: string, bytes: number): void {
    this.#sql.run('INSERT OR REPLACE INTO artifact VALUES (?, ?, ?, ?)', owner, path, digest, bytes);
  }

  /** The file at a path, or all below it. */
  remove(owner: string, path: string): number {
    return this.#sql.run(`DELETE FROM artifact WHERE owner = ? AND (path = ? OR path LIKE ? ESCAPE '\\')`, owner, path, `${escapeLike(path)}/%`);
  }

  find(owner: string, path: string): NamedArtifact | null {
    const row = this.#sql.get('SELECT path, digest, bytes FROM artifact WHERE owner = ? AND path = ?', owner, path);
    return row ? toArtifact(row) : null;
  }

  /** The file at a path, or all below it; by path. */
  of(owner: string, below = ''): NamedArtifact[] {
    const select = 'SELECT path, digest, bytes FROM artifact WHERE owner = ?';
    const rows =
      below === ''
        ? this.#sql.all(`${select} ORDER BY path`, owner)
        : this.#sql.all(`${select} AND (path = ? OR path LIKE ? ESCAPE '\\') ORDER BY path`, owner, below, `${escapeLike(below)}/%`);
    return rows.map(toArtifact);
  }

  /** Those of the run, and those of the models that it logged, each in a folder of its own (`modelFolders`). */
  ofRun(run: string, below = ''): NamedArtifact[] {
    const own = this.of(run);
    const logged = [...this.modelFolders(run)].flatMap(([model, folder]) => this.of(model).map((each) => ({ ...each, path: `${folder}/${each.path}` })));
    if (logged.length === 0 && below === '') return own;
    const all = [...own, ...logged].toSorted((a, b) => (a.path < b.path ? -1 : 1));
    return below === '' ? all : all.filter(({ path }) => path === below || path.startsWith(`${below}/`));
  }

  /** Where the models of a run are among its artifacts: under their name, or name and id where that is taken. */
  modelFolders(run: string): ReadonlyMap<string, string> {
    const folders = new Map<string, string>();
    const models = this.models.ofRun(run);
    if (models.length === 0) return folders;
    const taken = new Set(this.of(run).map(({ path }) => path.split('/')[0] ?? ''));
    for (const { id, name } of models) {
      const folder = taken.has(name) ? `${name}-${id}` : name;
      taken.add(folder);
      folders.set(id, folder);
    }
    return folders;
  }

  /** Digests that some name stands for. */
  holds(digest: string): boolean {
    return this.#sql.get('SELECT 1 FROM artifact WHERE digest = ? LIMIT 1', digest) !== undefined;
  }
}

/** What is directly in a folder. */
export function listFolder(artifacts: readonly NamedArtifact[], folder: string): ListedArtifact[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const found = new Map<string, ListedArtifact>();
  for (const { path, digest, bytes } of artifacts) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...rest] = path.slice(prefix.length).split('/');
    const whole = prefix + name;
    if (rest.length === 0) found.set(whole, { path: whole, folder: false, bytes, digest });
    else if (!found.has(whole)) found.set(whole, { path: whole, folder: true, bytes: null, digest: null });
  }
  return [...found.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
