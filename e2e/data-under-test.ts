import { DuckDBInstance } from '@duckdb/node-api';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Handlers } from '../shared/api/verb';
import type { dataApi } from '../shared/api/data';
import { AppError, failureOf, type Failure } from '../shared/models/failure';
import type { Relation } from '../shared/models/lineage';
import { SILENT } from '../electron/backend/lib/log';
import type { RecordedInput } from '../electron/engine/contract';
import { type DataNeeds, DataRoom } from '../electron/engine/data/datasets';
import { dataHandlers } from '../electron/engine/data/handlers';
import { MIGRATIONS } from '../electron/engine/data/tables';
import { preparePlaces } from '../electron/engine/workspace/places';
import { openRegistry } from '../electron/engine/workspace/registry';

export const CALL = { signal: new AbortController().signal };
export const CONNECTION = 'local-0123456789abcdef';
export const NO_LABELS = { owner: '', sensitivity: '', region: '', description: '' };

export type DataStage = {
  readonly data: DataRoom;
  readonly verbs: Handlers<typeof dataApi>;
  readonly root: string;
  readonly facts: Omit<Relation, 'until'>[];
  /** Inputs of runs, by the id of the run. */
  readonly inputs: Map<string, RecordedInput[]>;
  /** Writes a file of the workspace, with its folders. */
  write(path: string, content: string | Uint8Array): void;
  /** Writes Parquet by DuckDB itself. */
  parquet(path: string, select: string): Promise<void>;
  /** Registers what is at a path. @returns the first version, or the failure of the dataset */
  register(name: string, path: string, more?: Partial<Parameters<DataRoom['register']>[0]>): Promise<string | Failure>;
  /** Lets go of the folder, and leaves it as it is. */
  leave(): Promise<void>;
  /** The same folder, opened again by a new engine. */
  reopen(): Promise<DataStage>;
  close(): Promise<void>;
};

/** The room of data over a real registry and real files, in a folder of its own. */
export function stageData(options: { root?: string; watch?: DataNeeds['watch']; now?: () => number } = {}): DataStage {
  const { root = mkdtempSync(join(tmpdir(), 'data-')), watch, now } = options;
  const places = preparePlaces(root);
  const registry = openRegistry(places.registry);
  registry.migrate([MIGRATIONS]);
  const facts: Omit<Relation, 'until'>[] = [];
  const inputs = new Map<string, RecordedInput[]>();
  const data = new DataRoom({
    places,
    registry,
    log: SILENT,
    changed: () => undefined,
    records: { inputsOf: (run) => inputs.get(run) ?? [] },
    facts: { add: (fact) => void facts.push(fact), end: () => undefined, describe: () => undefined },
    ...(watch && { watch }),
    ...(now && { now }),
  });
  const verbs = dataHandlers({ data, readersOf: () => [] });
  const leave = async () => {
    await data.close();
    registry.close();
  };
  const write = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  return {
    data,
    verbs,
    root: places.root,
    facts,
    inputs,
    write,
    async parquet(path, select) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      await duckRun(`COPY (${select}) TO '${join(root, path).replaceAll("'", "''")}' (FORMAT parquet)`);
    },
    async register(name, path, { source, labels = NO_LABELS, checks = [], watched = false } = {}) {
      const format = path.includes('.csv') ? 'csv' : path.includes('.json') ? 'jsonl' : 'parquet';
      const input = { connection: CONNECTION, name, source: source ?? ({ path, format } as const), labels, checks: [...checks], watched };
      const { version } = await verbs['data.register'](input, CALL);
      return version ?? data.store.get(name).failure ?? failureOf(new Error('neither version nor failure'));
    },
    leave,
    async reopen() {
      await leave();
      return stageData({ ...options, root });
    },
    async close() {
      await leave();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A statement in a DuckDB of its own, for making data and for what it says itself. */
export async function duckRun(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Why it was refused, by the closest reason; `nothing` where it was not. */
export async function reasonOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'nothing';
  } catch (error) {
    return error instanceof AppError ? (error.failure.detail.reason ?? error.failure.code) : String(error);
  }
}
