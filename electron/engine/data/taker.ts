import type { AbortSignalLike } from '../../../shared/api/verb';
import type { CheckResult, ColumnProfile } from '../../../shared/models/dataset';
import { AppError, failure, type Failure, failureOf } from '../../../shared/models/failure';
import type { Log } from '../../backend/lib/log';
import type { Changed, Facts } from '../contract';
import { runChecks } from './checks';
import type { Content, ContentReader } from './content';
import type { DatasetRecord, DataStore } from './data-store';
import type { Duck, DuckJob } from '../../backend/tables/duck';
import { duckFailure, isGuessedWrong } from '../../backend/tables/duck-failure';
import { Lane } from '../../backend/tables/lane';
import { profileTable } from './profile';
import type { ProgressBoard } from './progress-board';
import { isSameListing, listFiles, type SourceFile, stopIf } from '../../backend/tables/source-files';
import { type Column, openTable, type Table, type TableSource } from '../../backend/tables/table';

/** Times that data is read anew because it changed meanwhile, and the wait before each. */
const ATTEMPTS = 4;
const PAUSE_MS = 500;
/** A row of text takes about that much; only to choose between counting and estimating before the rows are counted. */
const TEXT_ROW_BYTES = 60;

export type Taken = { readonly id: string; readonly digest: string; readonly isNew: boolean };
export type TakeOptions = { readonly signal?: AbortSignalLike | undefined; readonly run?: string | undefined };

export type TakerNeeds = {
  readonly root: string;
  readonly store: DataStore;
  readonly content: ContentReader;
  readonly duck: Duck;
  readonly board: ProgressBoard;
  readonly facts: Pick<Facts, 'add'>;
  readonly changed: Changed;
  readonly log: Log;
  readonly now: () => number;
  readonly wait: (ms: number, signal?: AbortSignalLike) => Promise<void>;
  /** The table of a dataset's newest version that may be read, for foreign keys. */
  readonly reference: (job: DuckJob, dataset: string) => Promise<Table>;
};

/** Makes what lies at a source now a version: digest, profile, checks. What changes under its hands is taken again. */
export class Taker {
  readonly #lanes = new Map<string, Lane>();

  constructor(private readonly needs: TakerNeeds) {}

  /** Throws AppError; the dataset then says the same, and its versions stay as they were. */
  async take(name: string, options: TakeOptions = {}): Promise<Taken> {
    const { store, board, changed } = this.needs;
    const lane = this.#lanes.get(name) ?? new Lane(1);
    this.#lanes.set(name, lane);
    return lane.run(async () => {
      const dataset = store.get(name);
      try {
        board.set(name, 'reading', null);
        changed('datasets', name);
        return await this.#untilStill(dataset, options);
      } catch (error) {
        const told = failureOf(error);
        this.#keepFailure(dataset, told);
        throw new AppError(told, { cause: error });
      } finally {
        board.end(name);
        changed('datasets', name);
      }
    }, options.signal);
  }

  #keepFailure({ name, latest }: DatasetRecord, told: Failure): void {
    if (told.code === 'cancelled' && latest !== null) return; // who gives up has learnt nothing about the data
    try {
      this.needs.store.setFailure(name, told);
    } catch (error) {
      // On a full disk not even that can be kept; whoever asked is told all the same.
      this.needs.log.warn('why data is no version could not be kept', { dataset: name, reason: failureOf(error).detail.reason ?? null });
    }
  }

  async #untilStill(dataset: DatasetRecord, { signal, run }: TakeOptions): Promise<Taken> {
    const { root, wait } = this.needs;
    for (let attempt = 1; ; attempt++) {
      const before = await listFiles(root, dataset, signal);
      let taken: Taken | null = null;
      let refusal: unknown = null;
      try {
        taken = await this.#once(dataset, before, { signal, run });
        if (taken) return taken;
      } catch (error) {
        if (failureOf(error).code === 'cancelled') throw error;
        refusal = error;
      }
      // What is wrong with it may only be that it was half written.
      if (refusal !== null && isSameListing(before, await listFiles(root, dataset, signal))) throw refusal;
      if (attempt === ATTEMPTS) throw new AppError(failure('conflict', { reason: 'data-changing', values: { file: dataset.path } }));
      await wait(PAUSE_MS * attempt, signal);
    }
  }

  /** @returns null where it changed while it was read; nothing is kept then */
  async #once(dataset: DatasetRecord, files: readonly SourceFile[], { signal, run }: TakeOptions): Promise<Taken | null> {
    const { root, store, content: reader, board, now } = this.needs;
    const { name, format } = dataset;
    const isStill = async () => isSameListing(files, await listFiles(root, dataset, signal));
    board.set(name, 'hashing', 0);
    const content = await reader.read(files, format, signal, (part) => board.set(name, 'hashing', part));
    if (!(await isStill())) return null;
    const known = store.findVersion(name, content.id);
    if (known && known.digest !== content.digest) throw new Error(`two contents share the id ${content.id}`);
    if (known) {
      store.pointAt(name, known.id, content.files);
      this.#recordRun(name, known.id, run, now());
      return { id: known.id, digest: known.digest, isNew: false };
    }
    const found = await this.#look(dataset, content, signal);
    if (!(await isStill())) return null;
    stopIf(signal);
    const at = now();
    const schema = found.columns.map(({ name: column, type, nullable }) => ({ name: column, type, nullable }));
    store.addVersion({
      dataset: name,
      id: content.id,
      digest: content.digest,
      at,
      rows: found.rows,
      bytes: content.bytes,
      files: files.length,
      every_row: found.everyRow,
      produced_by: run ?? null,
      schema,
      columns: found.profile,
      paths: content.files,
      checks: found.checks,
    });
    this.#recordRun(name, content.id, run, at);
    return { id: content.id, digest: content.digest, isNew: true };
  }

  async #look({ name, path, format, rules }: DatasetRecord, content: Content, signal: AbortSignalLike | undefined) {
    const { root, duck, board, now, reference } = this.needs;
    const paths = content.files.map((file) => file.path);
    let doing: 'profiling' | 'checking' = 'profiling';
    const heard = (part: number) => board.set(name, doing, part);
    const look = (everyRow: boolean) =>
      duck.job(
        'heavy',
        async (job): Promise<Look> => {
          const source: TableSource = { root, format, paths, everyRow };
          heard(0);
          const table = await openTable(job, source);
          const rowsHint = format === 'parquet' ? Number((await job.json(`SELECT count(*) FROM ${table.from()}`))[0]?.[0]) : content.bytes / TEXT_ROW_BYTES;
          const { rows, columns: profile } = await profileTable(job, table, { rowsHint, heard });
          doing = 'checking';
          const checks = await runChecks(job, table, rules, { root, arrivedAt: now(), rows, reference }, heard);
          return { rows, profile, checks, columns: table.columns, everyRow };
        },
        { signal, heard },
      );
    try {
      return await look(false).catch((error: unknown) => {
        if (format === 'parquet' || !isGuessedWrong(error)) throw error;
        return look(true); // a column that is of another type further down
      });
    } catch (error) {
      throw duckFailure(error, { root, source: paths.length === 1 && paths[0] !== undefined ? paths[0] : path });
    }
  }

  #recordRun(name: string, version: string, run: string | undefined, at: number): void {
    if (run === undefined) return;
    this.needs.facts.add({ from: { kind: 'run', id: run }, to: { kind: 'dataset-version', id: `${name}@${version}` }, relation: 'wrote', at });
  }
}

type Look = {
  readonly rows: number;
  readonly everyRow: boolean;
  readonly profile: readonly ColumnProfile[];
  readonly checks: readonly CheckResult[];
  readonly columns: readonly Column[];
};
