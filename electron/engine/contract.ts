// What the rooms of the engine know of each other. Each room keeps its own tables in the one registry file and is built in engine.ts.
import type Database from 'libsql';
import type { CHANGE_TOPICS } from '../../shared/api/changes';
import type { Failure } from '../../shared/models/failure';
import type { LineageKey, LineageNode, Relation } from '../../shared/models/lineage';
import type { ModelSignature } from '../../shared/models/model';
import type { MetricValue, RunState } from '../../shared/models/run';

/** The registry: one SQLite file of the workspace, opened by one process. Rooms bring their tables along. */
export interface Registry {
  readonly database: Database.Database;
  /**
   * All of it or nothing. Nested calls join the outer one; a nested one that fails undoes its own part alone.
   * `durable` waits for the disk, so that a power cut cannot take it back: for what moves seldom and matters (aliases, versions).
   */
  write<T>(work: () => T, durable?: boolean): T;
}

/** Tables of one room. Appended to, never changed: entry `n` brings a registry from version `n` of the room to `n + 1`. */
export type Migrations = { readonly room: string; readonly steps: readonly string[] };

/** Tells windows what is not as it was, gathered. */
export type Changed = (topic: (typeof CHANGE_TOPICS)[number], id: string) => void;

/** Places of the workspace. All below `.pilothouse` but `root`. */
export type Places = {
  readonly root: string;
  readonly hidden: string;
  readonly registry: string;
  readonly artifacts: string;
  readonly runs: string;
  readonly logs: string;
  readonly temporary: string;
};

/**
 * Bytes by their SHA-256. Whole or absent: written aside, flushed, renamed. One is kept as long as any table of the registry names
 * its digest in a column called `digest`, `patch` or `value`; the rest is what `removeWritten` calls orphans.
 */
export interface Artifacts {
  /** Takes a stream in. @returns its digest and length. Throws AppError (`disk-full`, `quota-reached`), and leaves nothing behind. */
  put(bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<{ readonly digest: string; readonly bytes: number }>;
  /** Takes over a file of ours by renaming or linking where it can. */
  putFile(path: string): Promise<{ readonly digest: string; readonly bytes: number }>;
  /** The file that holds it. Throws AppError `not-found`. Its content is what was written, unless somebody else changed it: `verify`. */
  path(digest: string): string;
  has(digest: string): boolean;
  /** Reads all of it. */
  verify(digest: string, signal?: AbortSignal): Promise<'whole' | 'tampered' | 'missing'>;
}

export type NewRun = {
  readonly experiment: string;
  readonly name: string | null;
  readonly state: Extract<RunState, 'queued' | 'running'>;
  readonly origin: 'process' | 'client';
  readonly entryPoint: string | null;
  readonly user: string | null;
  readonly startedAt: number;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
};

/** Experiments and runs with their params, tags, metrics, inputs and artifact names: what MLflow calls tracking. */
export interface Records {
  createRun(run: NewRun): string;
  /** A state that has ended stays as it is unless `force`. @returns whether it changed */
  setState(run: string, state: RunState, at: number, force?: boolean): boolean;
  stateOf(run: string): RunState | null;
  setTags(run: string, tags: Readonly<Record<string, string>>): void;
  logParams(run: string, params: Readonly<Record<string, string>>): void;
  paramsOf(run: string): Readonly<Record<string, string>>;
  tagsOf(run: string): Readonly<Record<string, string>>;
  /** A dataset that a run reads; `version` is ours, where the registry holds it. */
  addInput(run: string, input: RecordedInput): void;
  inputsOf(run: string): readonly RecordedInput[];
  /** Puts a kept artifact under a run's path. */
  addArtifact(run: string, path: string, digest: string, bytes: number): void;
  artifactsOf(run: string, below?: string): readonly { readonly path: string; readonly digest: string; readonly bytes: number }[];
  /** Newest value of metrics. */
  lastMetrics(run: string): ReadonlyMap<string, { readonly value: MetricValue; readonly step: number; readonly at: number }>;
  /** Called after points, params, tags or states of a run were kept. */
  onRun(listener: (run: string, what: 'metrics' | 'state' | 'other') => void): () => void;
}
export type RecordedInput = {
  readonly name: string;
  readonly digest: string;
  readonly context: string | null;
  readonly sourceType: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
  readonly version: string | null;
};

/** Datasets as training needs them. */
export interface Datasets {
  /** Whether runs may read what is under a path of the workspace, as it was taken last: a quarantined version blocks, with the name of its rule. */
  readableAt(path: string): { readonly ok: true } | { readonly ok: false; readonly failure: Failure };
  /** The version that is at a path now. Every dataset there is taken in first where it changed. Null: none is registered there. */
  versionAt(path: string, signal?: AbortSignal): Promise<{ readonly name: string; readonly version: string; readonly digest: string } | null>;
  /** What a run wrote into a registered source becomes its next version. */
  wrote(run: string, path: string): Promise<void>;
}

/** Lineage: facts with their time. Adding the same fact twice is one fact. */
export interface Facts {
  add(fact: Omit<Relation, 'until'>): void;
  end(fact: Pick<Relation, 'from' | 'to' | 'relation'>, at: number): void;
  /** How a room's things look in the graph; one per kind. Unknown ids get no node text. */
  describe(kind: LineageKey['kind'], look: (ids: readonly string[]) => ReadonlyMap<string, Omit<LineageNode, 'kind' | 'id' | 'more'>>): void;
}
/** Ids in lineage: a dataset version is `name@version`, a run its id, a model version `name@number`, code `project@commit`. */

/** What a model needs of the registry when a client registers one. */
export interface Models {
  /** From the artifacts of a run below `path`; or from an address elsewhere, which then has no digest. */
  register(request: {
    readonly model: string;
    readonly run: string | null;
    readonly path: string;
    readonly source: string;
    readonly by: string;
    readonly description: string;
    readonly tags: Readonly<Record<string, string>>;
  }): Promise<number>;
  setAlias(move: {
    readonly model: string;
    readonly alias: string;
    readonly version: number | null;
    readonly by: string;
    readonly why: string;
    readonly through: 'plan' | 'client';
    readonly entry: number | null;
    /** Whose entry that is. */
    readonly ledger?: string | null;
    /** Given: refused (`conflict`) where it stands elsewhere. Null is "on none". */
    readonly expected?: number | null;
  }): number;
}

/** A version of a model that can be served: one ONNX file, as the registry keeps it. */
export type Servable = {
  /** Of the version. */
  readonly digest: string;
  readonly file: { readonly digest: string; readonly bytes: number };
  /** As the file itself tells; null where it does not. */
  readonly signature: ModelSignature | null;
};
/** Reads all bytes of the version. Throws AppError: `denied` `bytes-changed`, `unsupported` `model-not-servable`, `not-found`. */
export type FindServable = (model: string, version: number, signal?: AbortSignal) => Promise<Servable>;

/** All files of a version, as the registry keeps them, for whatever runs it outside. Reads all of its bytes, and throws as `FindServable` does. */
export type FindWhole = (model: string, version: number, signal?: AbortSignal) => Promise<WholeVersion>;
export type WholeVersion = {
  /** Of the version. */
  readonly digest: string;
  readonly files: readonly { readonly path: string; readonly digest: string; readonly bytes: number }[];
  readonly signature: ModelSignature | null;
};

/** Who may log to the tracking address: whoever reads the workspace's token file, and the processes of a run, in that run's name. */
export type Bearer = { readonly who: 'workspace' } | { readonly who: 'run'; readonly run: string };
export interface Tokens {
  /** For the environment of a run's processes. It holds until `revoke`, across restarts of the engine too; minting again ends the one before. */
  mint(run: string): string;
  revoke(run: string): void;
  /** Null: unknown. Takes the same time whatever is wrong with it. */
  bearerOf(token: string): Bearer | null;
}

/** What runs need to reach the tracking address; null while it does not listen. */
export type TrackingAddress = () => string | null;

/** Keeps a workspace below its quota. `more`: bytes that are about to be written. Throws AppError `limited` `quota-reached`. */
export type Admit = (more: number) => void;

/** What the engine asks of training when it is to end. */
export interface RunningTraining {
  /** Runs of ours that train or wait for their turn. */
  active(): number;
  /** Called after `active` changed. */
  onActive(listener: () => void): () => void;
  /** Ends all of them, politely and then firmly, and resolves once the last process is gone. */
  stopAll(): Promise<void>;
  /** Lets go without touching processes: the next engine finds them. */
  close(): void;
}
