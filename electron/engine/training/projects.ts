import { type FSWatcher, readFileSync, statSync, watch } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError, failure, failureOf, type Failure } from '../../../shared/models/failure';
import type { EntryPoint, Project } from '../../../shared/models/project';
import type { Changed } from '../contract';
import type { Environment, Environments } from './environments';
import { findProjects } from './find-projects';
import { MLPROJECT, MLPROJECT_MAX_BYTES, type ParsedEntry, type ParsedProject, parseMlproject } from './parse-mlproject';

/** Editors write a file in several steps. */
const SETTLE_MS = 300;
const WATCHED_MAX = 100;

export type FoundProject = {
  readonly path: string;
  readonly folder: string;
  readonly parsed: ParsedProject;
  readonly environments: readonly Environment[];
};

/** The projects of a workspace: read when asked for, watched where they were found. */
export class Projects {
  #watched = new Map<string, FSWatcher>();
  readonly #names = new Map<string, string>();
  #told = '';
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    private readonly root: string,
    private readonly environments: Environments,
    private readonly changed: Changed,
  ) {}

  async list(): Promise<Project[]> {
    const paths = await findProjects(this.root);
    this.#watch(['.', ...paths]);
    const projects = await Promise.all(paths.map((path) => this.#describe(path)));
    this.#told = JSON.stringify(projects);
    return projects;
  }

  /** @throws AppError `project-unknown`, `project-unreadable`, `project-malformed` */
  async read(path: string): Promise<FoundProject> {
    const folder = join(this.root, path);
    const file = path === '.' ? MLPROJECT : `${path}/${MLPROJECT}`;
    const parsed = parseMlproject(await readBounded(join(folder, MLPROJECT), file, path), file);
    this.#names.set(path, parsed.name ?? folderName(this.root, path));
    return { path, folder, parsed, environments: await this.environments.of(folder, parsed.wants) };
  }

  /** As people call it: what its file says, or the name of its folder. Asked for every thing that is drawn, so that it is kept. */
  nameOf(path: string): string {
    const known = this.#names.get(path);
    if (known !== undefined) return known;
    const name = writtenName(join(this.root, path, MLPROJECT)) ?? folderName(this.root, path);
    this.#names.set(path, name);
    return name;
  }

  /** The same project in another folder: its code at another time. */
  async readIn(folder: string, project: FoundProject): Promise<FoundProject> {
    const parsed = parseMlproject(await readBounded(join(folder, MLPROJECT), MLPROJECT, project.path), MLPROJECT);
    return { ...project, folder, parsed };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  async #describe(path: string): Promise<Project> {
    const name = folderName(this.root, path);
    try {
      const { parsed, folder, environments } = await this.read(path);
      return {
        path,
        name: parsed.name ?? name,
        entryPoints: parsed.entryPoints.map((entry) => this.#entryPoint(entry, folder, environments)),
        environments: environments.map(({ id, title, interpreter, failure: why }) => ({ id, title, interpreter, failure: why })),
        failure: null,
      };
    } catch (error) {
      return { path, name, entryPoints: [], environments: [], failure: failureOf(error) }; // one broken file does not hide the other projects
    }
  }

  #entryPoint({ name, command, parameters, template, failure: why }: ParsedEntry, folder: string, environments: readonly Environment[]): EntryPoint {
    const first = template?.[0];
    const word = first?.every((piece) => 'text' in piece) ? first.map((piece) => ('text' in piece ? piece.text : '')).join('') : null;
    return { name, command, parameters: [...parameters], failure: why ?? (word === null ? null : this.#missing(word, folder, environments)) };
  }

  #missing(word: string, folder: string, environments: readonly Environment[]): Failure | null {
    try {
      this.environments.resolve(word, folder, environments, null);
      return null;
    } catch (error) {
      return failureOf(error);
    }
  }

  #watch(folders: readonly string[]): void {
    const wanted = new Set(folders.slice(0, WATCHED_MAX));
    for (const [folder, watcher] of this.#watched) {
      if (wanted.has(folder)) continue;
      watcher.close();
      this.#watched.delete(folder);
    }
    for (const folder of wanted) {
      if (this.#closed || this.#watched.has(folder)) continue;
      try {
        const watcher = watch(join(this.root, folder), { persistent: false }, () => this.#soon());
        watcher.on('error', () => this.#watched.delete(folder)); // the folder went away; the next reading sees it
        this.#watched.set(folder, watcher);
      } catch {
        // Network folders cannot be watched: they are read whenever somebody asks.
      }
    }
  }

  #soon(): void {
    if (this.#closed || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const before = this.#told;
      void this.list().then(() => {
        if (!this.#closed && this.#told !== before) this.changed('projects', '');
      });
    }, SETTLE_MS);
  }
}

const folderName = (root: string, path: string): string => (path === '.' ? basename(root) : basename(path));

/** What a project's file calls it; null where it says nothing that can be read. */
function writtenName(file: string): string | null {
  try {
    const { size } = statSync(file);
    return size > MLPROJECT_MAX_BYTES ? null : (parseMlproject(readFileSync(file, 'utf8'), MLPROJECT).name ?? null);
  } catch {
    return null; // it is gone, or broken: its folder has a name
  }
}

async function readBounded(file: string, name: string, path: string): Promise<string> {
  try {
    await using handle = await open(file, 'r');
    const buffer = Buffer.alloc(MLPROJECT_MAX_BYTES + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new AppError(failure('not-found', { reason: 'project-unknown', values: { path } }), { cause: error });
    throw new AppError(failure('local', { reason: 'project-unreadable', text: String(error), values: { file: name } }), { cause: error });
  }
}
