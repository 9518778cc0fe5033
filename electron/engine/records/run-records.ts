import { randomUUID } from 'node:crypto';
import { AppError, failure } from '../../../shared/models/failure';
import { RunState } from '../../../shared/models/run';
import type { Changed, NewRun, RecordedInput, Records, Registry } from '../contract';
import { ArtifactNames } from './artifact-names';
import { Experiments } from './experiments';
import { LoggedModels } from './logged-models';
import { type KeyedPoint, MetricStore } from './metric-store';
import { numberAt, numberOrNull, type Row, Sql, textAt, textOrNull } from './sql';

export type StoredRun = {
  /** By which all that belongs to it is kept. */
  readonly n: number;
  readonly id: string;
  readonly experiment: number;
  readonly name: string;
  readonly state: RunState;
  readonly origin: 'process' | 'client';
  readonly entryPoint: string | null;
  readonly user: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly deleted: boolean;
};

const COLUMNS = 'n, id, experiment, name, state, origin, entry_point, user, started_at, ended_at, deleted';
const toRun = (row: Row): StoredRun => ({
  n: numberAt(row, 0),
  id: textAt(row, 1),
  experiment: numberAt(row, 2),
  name: textAt(row, 3),
  state: RunState.parse(row[4]),
  origin: textAt(row, 5) === 'process' ? 'process' : 'client',
  entryPoint: textOrNull(row, 6),
  user: textOrNull(row, 7),
  startedAt: numberOrNull(row, 8),
  endedAt: numberOrNull(row, 9),
  deleted: numberAt(row, 10) === 1,
});

const ENDED: ReadonlySet<RunState> = new Set(['finished', 'failed', 'killed']);
/** The name of a run is a tag too: clients read it there. */
export const NAME_TAG = 'mlflow.runName';
const ADJECTIVES =
  'able bold brave bright calm clever eager fair fast gentle glad grand keen kind light merry neat proud quick sharp smart sure swift true warm wise'.split(
    ' ',
  );
const NOUNS =
  'auk bass bear boar carp colt crab crane crow deer dove duck eel elk finch fox frog gull hare hawk heron ibis jay kite lark loon lynx mole moth newt owl perch pike quail ray seal shrew skink snail stork swan tern toad trout vole wren'.split(
    ' ',
  );

export type RecordRooms = { readonly registry: Registry; readonly changed: Changed; readonly now: () => number };
export type RunChange = 'metrics' | 'state' | 'other';

/** Runs with all that is recorded of them. Writes join the transaction of whoever calls; listeners hear of them after it. */
export class RunRecords implements Records {
  readonly experiments: Experiments;
  readonly metrics: MetricStore;
  readonly artifacts: ArtifactNames;
  readonly models: LoggedModels;
  readonly sql: Sql;
  readonly #registry: Registry;
  readonly #changed: Changed;
  readonly #listeners = new Set<(run: string, what: RunChange) => void>();
  #untold = new Map<string, Set<RunChange>>();

  constructor({ registry, changed, now }: RecordRooms) {
    this.#registry = registry;
    this.#changed = changed;
    this.sql = new Sql(registry.database);
    this.experiments = new Experiments(registry, now);
    this.metrics = new MetricStore(registry);
    this.models = new LoggedModels(registry, now);
    this.artifacts = new ArtifactNames(registry, this.models);
  }

  /** After the last use. */
  close(): void {
    this.metrics.close();
  }

  createRun({ experiment, name, state, origin, entryPoint, user, startedAt, params, tags }: NewRun): string {
    const id = randomUUID().replaceAll('-', '');
    const called = name ?? tags[NAME_TAG] ?? someName();
    return this.#registry.write(() => {
      this.sql.run(
        'INSERT INTO run (id, experiment, name, state, origin, entry_point, user, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        id,
        this.experiments.idOf(experiment),
        called,
        state,
        origin,
        entryPoint,
        user,
        startedAt,
      );
      this.setTags(id, { ...tags, [NAME_TAG]: called });
      this.logParams(id, params);
      this.#tell(id, 'state');
      return id;
    });
  }

  find(run: string): StoredRun | null {
    const row = this.sql.get(`SELECT ${COLUMNS} FROM run WHERE id = ?`, run);
    return row ? toRun(row) : null;
  }

  /** @throws AppError `not-found` `run-unknown` */
  run(run: string): StoredRun {
    const found = this.find(run);
    if (!found) throw new AppError(failure('not-found', { reason: 'run-unknown', text: `Run with id=${run} not found`, values: { run } }));
    return found;
  }

  byNumber(numbers: readonly number[]): StoredRun[] {
    const rows = this.sql.all(`SELECT ${COLUMNS} FROM run WHERE n IN (SELECT value FROM json_each(?))`, JSON.stringify(numbers));
    const found = new Map(rows.map((row) => [numberAt(row, 0), toRun(row)]));
    return numbers.flatMap((n) => found.get(n) ?? []);
  }

  setState(run: string, state: RunState, at: number, force = false): boolean {
    const found = this.run(run);
    if (found.state === state || (ENDED.has(found.state) && !force)) return false;
    const hasEnded = ENDED.has(state);
    this.sql.run('UPDATE run SET state = ?, ended_at = ? WHERE n = ?', state, hasEnded ? at : null, found.n);
    if (state === 'running' && found.state === 'queued') this.sql.run('UPDATE run SET started_at = ? WHERE n = ?', at, found.n);
    this.#tell(run, 'state');
    return true;
  }

  /** As a client says it, which may also correct what was there. */
  setEnd(run: string, at: number): void {
    this.sql.run('UPDATE run SET ended_at = ? WHERE id = ?', at, run);
    this.#tell(run, 'state');
  }

  stateOf(run: string): RunState | null {
    return this.find(run)?.state ?? null;
  }

  rename(run: string, name: string): void {
    this.setTags(run, { [NAME_TAG]: name });
  }

  setDeleted(runs: readonly string[], deleted: boolean): void {
    this.#registry.write(() => {
      for (const run of runs) {
        this.sql.run('UPDATE run SET deleted = ? WHERE n = ?', deleted ? 1 : 0, this.run(run).n);
        this.#tell(run, 'other');
      }
    });
  }

  setTags(run: string, tags: Readonly<Record<string, string>>): void {
    const { n } = this.run(run);
    for (const [key, value] of Object.entries(tags)) {
      this.sql.run('INSERT OR REPLACE INTO tag VALUES (?, ?, ?)', n, key, value);
      if (key === NAME_TAG) this.sql.run('UPDATE run SET name = ? WHERE n = ?', value, n);
    }
    this.#tell(run, 'other');
  }

  /** @returns whether it was there */
  dropTag(run: string, key: string): boolean {
    const dropped = this.sql.run('DELETE FROM tag WHERE run = ? AND key = ?', this.run(run).n, key) > 0;
    this.#tell(run, 'other');
    return dropped;
  }

  /** All or none. @throws AppError `invalid` where one was logged with another value before */
  logParams(run: string, params: Readonly<Record<string, string>>): void {
    const { n } = this.run(run);
    const fresh = Object.entries(params).filter(([key, value]) => {
      const row = this.sql.get('SELECT value FROM param WHERE run = ? AND key = ?', n, key);
      if (row && textAt(row, 0) !== value) throw paramChanged(run, key, textAt(row, 0), value);
      return !row;
    });
    for (const [key, value] of fresh) this.sql.run('INSERT INTO param VALUES (?, ?, ?)', n, key, value);
    this.#tell(run, 'other');
  }

  paramsOf(run: string): Readonly<Record<string, string>> {
    return this.#pairs('SELECT key, value FROM param WHERE run = ? ORDER BY key', run);
  }

  tagsOf(run: string): Readonly<Record<string, string>> {
    return this.#pairs('SELECT key, value FROM tag WHERE run = ? ORDER BY key', run);
  }

  logPoints(run: string, points: readonly KeyedPoint[]): void {
    this.metrics.append(this.run(run).n, points);
    this.#tell(run, 'metrics');
  }

  addInput(run: string, input: RecordedInput): void {
    const { name, digest, context, sourceType, source, schema, profile, version } = input;
    this.sql.run(
      `INSERT INTO input VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET context = coalesce(excluded.context, context),
       schema = coalesce(excluded.schema, schema), profile = coalesce(excluded.profile, profile), version = coalesce(excluded.version, version)`,
      this.run(run).n,
      name,
      digest,
      context,
      sourceType,
      source,
      schema,
      profile,
      version,
    );
    this.#tell(run, 'other');
  }

  inputsOf(run: string): readonly RecordedInput[] {
    const rows = this.sql.all('SELECT name, digest, context, source_type, source, schema, profile, version FROM input WHERE run = ?', this.run(run).n);
    return rows.map((row) => ({
      name: textAt(row, 0),
      digest: textAt(row, 1),
      context: textOrNull(row, 2),
      sourceType: textAt(row, 3),
      source: textAt(row, 4),
      schema: textOrNull(row, 5),
      profile: textOrNull(row, 6),
      version: textOrNull(row, 7),
    }));
  }

  addArtifact(run: string, path: string, digest: string, bytes: number): void {
    this.run(run);
    this.artifacts.put(run, path, digest, bytes);
    this.#tell(run, 'other');
  }

  artifactsOf(run: string, below = ''): readonly { readonly path: string; readonly digest: string; readonly bytes: number }[] {
    return this.artifacts.ofRun(run, below);
  }

  lastMetrics(run: string): ReturnType<Records['lastMetrics']> {
    const found = this.find(run);
    return found ? this.metrics.lastOf(found.n) : new Map();
  }

  onRun(listener: (run: string, what: RunChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Once what is under way now has been written: no transaction lasts longer than one turn. */
  #tell(run: string, what: RunChange): void {
    if (this.#untold.size === 0) queueMicrotask(() => this.#tellAll());
    const about = this.#untold.get(run);
    if (about) about.add(what);
    else this.#untold.set(run, new Set([what]));
  }

  #tellAll(): void {
    const untold = this.#untold;
    this.#untold = new Map();
    for (const [run, about] of untold) {
      this.#changed('runs', run);
      for (const what of about) for (const listener of this.#listeners) listener(run, what);
    }
  }

  #pairs(sql: string, run: string): Readonly<Record<string, string>> {
    const found = this.find(run);
    return found ? Object.fromEntries(this.sql.all(sql, found.n).map((row) => [textAt(row, 0), textAt(row, 1)])) : {};
  }
}

const pick = (words: readonly string[]): string => words[Math.floor(Math.random() * words.length)] ?? 'run';
const someName = (): string => `${pick(ADJECTIVES)}-${pick(NOUNS)}-${Math.floor(Math.random() * 1_000)}`;

function paramChanged(run: string, key: string, before: string, after: string): AppError {
  const text = `Changing param values is not allowed. Param with key='${key}' was already logged with value='${before}' for run ID='${run}'. Attempted logging new value '${after}'.`;
  return new AppError(failure('invalid', { reason: 'param-fixed', text, values: { param: key } }));
}
