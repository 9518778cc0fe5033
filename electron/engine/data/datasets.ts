// The datasets of a workspace: registered, taken as versions, watched, and answered for when a run wants to read or has written.
import type { AbortSignalLike } from '../../../shared/api/verb';
import type { NamedCheck } from '../../../shared/models/dataset';
import { AppError, failure, failureOf } from '../../../shared/models/failure';
import type { LineageNode } from '../../../shared/models/lineage';
import type { Log } from '../../backend/lib/log';
import type { Changed, Datasets, Facts, Places, Records, Registry } from '../contract';
import { runChecks } from './checks';
import { ContentReader } from './content';
import { type DatasetRecord, DataStore, type VersionRecord } from './data-store';
import { Duck, type DuckJob } from '../../backend/tables/duck';
import { isGlob } from '../../backend/tables/glob';
import { linkSignals, pause } from './pause';
import { ProgressBoard } from './progress-board';
import { brokenRule } from './quarantine';
import { touches } from './scopes';
import { listFiles, type Source } from '../../backend/tables/source-files';
import { openTable, type Table } from '../../backend/tables/table';
import { Taker, type Taken } from './taker';
import { SourceWatcher } from './source-watcher';

export type DataNeeds = {
  readonly places: Places;
  readonly registry: Registry;
  readonly facts: Facts;
  readonly records: Pick<Records, 'inputsOf'>;
  readonly changed: Changed;
  readonly log: Log;
  readonly now?: () => number;
  /** How often watched sources are looked at, and how long they must have kept still. */
  readonly watch?: { readonly lookEveryMs: number; readonly settleMs: number };
};

export class DataRoom implements Datasets {
  readonly store: DataStore;
  readonly content: ContentReader;
  readonly board: ProgressBoard;
  readonly duck: Duck;
  readonly root: string;
  readonly #taker: Taker;
  readonly #watcher: SourceWatcher;
  readonly #needs: DataNeeds;
  readonly #now: () => number;
  /** What is under way when the engine ends is broken off. */
  readonly #ending = new AbortController();

  constructor(needs: DataNeeds) {
    const { places, registry, facts, changed, log, now = Date.now, watch = {} } = needs;
    this.#needs = needs;
    this.#now = now;
    this.root = places.root;
    this.store = new DataStore(registry);
    this.content = new ContentReader(this.root, this.store, now);
    this.board = new ProgressBoard(now);
    this.duck = new Duck(places);
    const { root, store, content, duck, board } = this;
    const reference = (job: DuckJob, name: string) => this.reference(job, name);
    this.#taker = new Taker({ root, store, content, duck, board, facts, changed, log, now, wait: pause, reference });
    this.#watcher = new SourceWatcher({ root, store, log, changed, take: (name) => this.take(name), ...watch });
    facts.describe('dataset-version', (ids) => this.#looks(ids));
  }

  /** Begins to look after the datasets that are watched. */
  start(): void {
    this.#watcher.start();
  }
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#watcher.close();
    this.board.close();
  }

  register(dataset: { name: string; source: Source; labels: DatasetRecord['labels']; checks: readonly NamedCheck[]; watched: boolean }): void {
    const { name, source, labels, checks, watched } = dataset;
    if (this.store.find(name)) throw new AppError(failure('conflict', { reason: 'data-name-taken', values: { name } }));
    this.store.add({ name, ...source, labels, rules: [...checks], watched, created_at: this.#now() });
    this.#needs.changed('datasets', name);
  }
  change(name: string, change: Parameters<DataStore['change']>[1]): void {
    this.store.get(name);
    this.store.change(name, change);
    this.#needs.changed('datasets', name);
  }
  forget(name: string): void {
    this.store.get(name);
    this.store.forget(name);
    this.#needs.changed('datasets', name);
  }

  /** What is there now becomes a version; the one it is already, where nothing changed. Throws AppError. */
  async take(name: string, options: { signal?: AbortSignalLike | undefined; run?: string } = {}): Promise<Taken> {
    const linked = linkSignals(this.#ending.signal, options.signal);
    try {
      return await this.#taker.take(name, { ...options, signal: linked.signal });
    } finally {
      linked.release();
    }
  }

  /** The table of a version whose content is still on disk, in its files of then. Throws AppError `stale` `data-version-gone`. */
  async table(job: DuckJob, dataset: DatasetRecord, version: VersionRecord, signal?: AbortSignalLike): Promise<Table> {
    const files = await this.content.stillThere(dataset.name, version, dataset.format, signal);
    return openTable(job, { root: this.root, format: dataset.format, paths: files.map(({ path }) => path), everyRow: version.every_row });
  }

  /** The checks of today on a version of then. What they said at its arrival stays on record; the newest decides. */
  async recheck(name: string, id: string, signal?: AbortSignalLike) {
    const dataset = this.store.get(name);
    const version = this.store.version(name, id);
    const reference = (job: DuckJob, other: string) => this.reference(job, other);
    try {
      const context = { root: this.root, arrivedAt: version.at, rows: version.rows, reference };
      const heard = (part: number) => this.board.set(name, 'checking', part);
      const results = await this.duck.job(
        'heavy',
        async (job) => runChecks(job, await this.table(job, dataset, version, signal), dataset.rules, context, heard),
        { signal, heard },
      );
      this.store.addCheckRun(name, id, this.#now(), results);
      return results;
    } finally {
      this.board.end(name);
      this.#needs.changed('datasets', name);
    }
  }

  readableAt(path: string): ReturnType<Datasets['readableAt']> {
    for (const dataset of this.store.datasets()) {
      if (!this.#isAt(dataset, path)) continue;
      const version = this.store.latest(dataset);
      // What could not be read is no better than what failed a check. What was broken off says nothing of the data.
      if (dataset.failure && dataset.failure.code !== 'cancelled') return { ok: false, failure: dataset.failure };
      if (version && version.failed > 0) return { ok: false, failure: this.#quarantine(dataset.name, version.id) };
    }
    return { ok: true };
  }

  async versionAt(path: string, signal?: AbortSignalLike): Promise<{ name: string; version: string; digest: string } | null> {
    const found = this.store.datasets().filter((dataset) => this.#isAt(dataset, path));
    // All of them: `readableAt` asks all of them as well.
    const taken = await Promise.all(found.map(async ({ name, path: own }) => ({ name, own, ...(await this.take(name, { signal })) })));
    const one = taken.find(({ own }) => own === path) ?? taken[0];
    return one ? { name: one.name, version: one.id, digest: one.digest } : null;
  }

  async wrote(run: string, path: string): Promise<void> {
    for (const dataset of this.store.datasets().filter((each) => this.#isAt(each, path))) {
      try {
        const { id } = await this.take(dataset.name, { run });
        this.#derive(run, `${dataset.name}@${id}`);
      } catch (error) {
        // The dataset says what is wrong with it, and blocks: the run itself went well.
        this.#needs.log.warn('what a run wrote is no version', { run, dataset: dataset.name, reason: failureOf(error).detail.reason ?? failureOf(error).code });
      }
    }
  }

  #derive(run: string, to: string): void {
    for (const { name, version } of this.#needs.records.inputsOf(run)) {
      if (version === null) continue;
      const from = version.includes('@') ? version : `${name}@${version}`;
      const key = { kind: 'dataset-version' as const };
      if (from !== to) this.#needs.facts.add({ from: { ...key, id: from }, to: { ...key, id: to }, relation: 'derived', at: this.#now() });
    }
  }

  #isAt(dataset: DatasetRecord, path: string): boolean {
    const { name, latest } = dataset;
    return touches(dataset, latest !== null && isGlob(dataset.path) ? this.store.files(name, latest) : [], path); // a file or folder says it by itself
  }

  #quarantine(name: string, id: string) {
    const [run] = this.store.checkRuns(name, id);
    const broken = brokenRule(run?.results ?? []);
    const values = { dataset: name, version: id, rule: broken?.name ?? '', kind: broken?.check.rule ?? '' };
    return failure('invalid', { reason: 'data-quarantined', values });
  }

  /** The table of the newest version, where it may be read: for foreign keys. Throws AppError. */
  async reference(job: DuckJob, name: string): Promise<Table> {
    const dataset = this.store.get(name);
    const version = this.store.latest(dataset);
    if (!version) throw new AppError(dataset.failure ?? failure('not-found', { reason: 'data-none', values: { file: dataset.path } }));
    if (version.failed > 0) throw new AppError(this.#quarantine(name, version.id));
    return this.table(job, dataset, version);
  }

  /** A database that reads files of the workspace: others', and those of datasets, as they lie there now. */
  reading<T>(work: (job: { json: DuckJob['json']; dataset(name: string): Promise<{ columns: string[]; from: string }> }) => Promise<T>): Promise<T> {
    const open = async (job: DuckJob, name: string) => {
      const { columns, from } = await this.#current(job, name);
      return { columns: columns.map((column) => column.name), from: from() };
    };
    return this.duck.job('light', (job) => work({ json: job.json, dataset: (name) => open(job, name) }), { signal: this.#ending.signal });
  }

  /** What lies at its source now, whether it is a version yet or not: of what grows all the time. What is quarantined is not read. Throws AppError. */
  async #current(job: DuckJob, name: string): Promise<Table> {
    const dataset = this.store.get(name);
    const version = this.store.latest(dataset);
    if (version && version.failed > 0) throw new AppError(this.#quarantine(name, version.id));
    const files = await listFiles(this.root, dataset);
    return openTable(job, { root: this.root, format: dataset.format, paths: files.map(({ path }) => path), everyRow: version?.every_row ?? false });
  }

  #looks(ids: readonly string[]): Map<string, Omit<LineageNode, 'kind' | 'id' | 'more'>> {
    return new Map(
      ids.flatMap((id) => {
        const at = id.lastIndexOf('@');
        const found = this.store.findVersion(id.slice(0, at), id.slice(at + 1));
        if (!found) return [];
        return [[id, { title: found.dataset, detail: `v${found.number} · ${found.id}`, at: found.at, state: found.failed > 0 ? 'bad' : 'good' }] as const];
      }),
    );
  }
}
