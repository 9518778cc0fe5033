import { z } from 'zod';
import { RunExit } from '../../../shared/models/run';
import type { Migrations, Registry } from '../contract';
import type { ProcessId } from '../lib/processes/process-table';
import { RunPlan, RunStart } from './run-plan';

/**
 * Runs that are ours to start. `waiting` → `starting` (a process may be there, its number is not on record yet) → `running` → `ended`.
 * `queued_at`, `turn_at`, `left_at` (its first process was gone) and `closed_at` are when a phase began that was seen; null in what is older.
 * `ending` says why a run is being ended, so that the next engine goes on with it.
 */
export const MIGRATIONS: Migrations = {
  room: 'training',
  steps: [
    `CREATE TABLE training_run (
       run TEXT PRIMARY KEY, place INTEGER NOT NULL, state TEXT NOT NULL, project TEXT NOT NULL, entry_point TEXT NOT NULL, plan TEXT NOT NULL,
       start TEXT, pid INTEGER, started TEXT, started_at INTEGER, ended_at INTEGER, ending TEXT, exit TEXT, good INTEGER
     ) WITHOUT ROWID;
     CREATE INDEX training_run_by_state ON training_run (state, place);
     CREATE INDEX training_run_by_entry ON training_run (project, entry_point, ended_at) WHERE good = 1;`,
    `ALTER TABLE training_run ADD COLUMN queued_at INTEGER;
     ALTER TABLE training_run ADD COLUMN turn_at INTEGER;
     ALTER TABLE training_run ADD COLUMN left_at INTEGER;
     ALTER TABLE training_run ADD COLUMN closed_at INTEGER;`,
  ],
};

export const ENDINGS = ['cancelled', 'time-limit'] as const;
export type Ending = (typeof ENDINGS)[number];
const HISTORY_RUNS = 20;

const json = <T extends z.ZodType>(schema: T) => z.string().transform((text) => schema.parse(JSON.parse(text)));
const Row = z
  .object({
    run: z.string(),
    state: z.enum(['waiting', 'starting', 'running', 'ended']),
    plan: json(RunPlan),
    start: json(RunStart).nullable(),
    pid: z.number().nullable(),
    started: z.string().nullable(),
    started_at: z.number().nullable(),
    ending: z.enum(ENDINGS).nullable(),
    exit: json(RunExit).nullable(),
    queued_at: z.number().nullable(),
    turn_at: z.number().nullable(),
    left_at: z.number().nullable(),
    ended_at: z.number().nullable(),
    closed_at: z.number().nullable(),
  })
  .transform(({ pid, started, started_at, queued_at, turn_at, left_at, ended_at, closed_at, ...row }) => ({
    ...row,
    startedAt: started_at,
    queuedAt: queued_at,
    turnAt: turn_at,
    leftAt: left_at,
    endedAt: ended_at,
    closedAt: closed_at,
    process: pid === null || started === null ? null : ({ pid, started } satisfies ProcessId),
  }));
export type StoredRun = z.output<typeof Row>;
const Names = z.array(z.object({ run: z.string() }));
const COLUMNS = 'run, state, plan, start, pid, started, started_at, ending, exit, queued_at, turn_at, left_at, ended_at, closed_at';

/** What is on record of them. Writes join the transaction of whoever calls. */
export class RunStore {
  constructor(private readonly registry: Registry) {}

  add(run: string, plan: RunPlan, at: number): void {
    const values = [run, plan.project, plan.entryPoint, JSON.stringify(plan), at];
    this.#run(
      `INSERT INTO training_run (run, place, state, project, entry_point, plan, queued_at)
       VALUES (?, (SELECT coalesce(max(place), 0) + 1 FROM training_run), 'waiting', ?, ?, ?, ?)`,
      ...values,
    );
  }

  find(run: string): StoredRun | null {
    const row: unknown = this.registry.database.prepare(`SELECT ${COLUMNS} FROM training_run WHERE run = ?`).get(run);
    return row === undefined ? null : Row.parse(row);
  }

  /** In the order in which they came. */
  inState(state: StoredRun['state']): string[] {
    const rows = this.registry.database.prepare('SELECT run FROM training_run WHERE state = ? ORDER BY place').all(state);
    return Names.parse(rows).map(({ run }) => run);
  }

  /** It is its turn: what it needs is made ready. */
  setTurn(run: string, at: number): void {
    this.#run('UPDATE training_run SET turn_at = ? WHERE run = ?', at, run);
  }

  setStarting(run: string, start: RunStart, at: number): void {
    this.#run("UPDATE training_run SET state = 'starting', start = ?, started_at = ? WHERE run = ?", JSON.stringify(start), at, run);
  }

  setRunning(run: string, { pid, started }: ProcessId): void {
    this.#run("UPDATE training_run SET state = 'running', pid = ?, started = ? WHERE run = ?", pid, started, run);
  }

  setEnding(run: string, why: Ending): void {
    this.#run('UPDATE training_run SET ending = coalesce(ending, ?) WHERE run = ?', why, run);
  }

  /** Its first process is gone; what it left is still to be put in order. */
  setLeft(run: string, at: number): void {
    this.#run('UPDATE training_run SET left_at = ? WHERE run = ?', at, run);
  }

  setEnded(run: string, exit: RunExit, at: number, closedAt: number): void {
    const good = exit.cause === 'exited' && exit.code === 0 ? 1 : 0;
    const values = [JSON.stringify(exit), at, good, closedAt, run];
    this.#run("UPDATE training_run SET state = 'ended', exit = ?, ended_at = ?, good = ?, closed_at = ? WHERE run = ?", ...values);
  }

  /** How long the newest good runs of an entry point took, in ms; of one that ended before it began, as clocks go, nobody knows. */
  durations(project: string, entryPoint: string): number[] {
    const rows = this.registry.database
      .prepare(
        `SELECT ended_at - started_at AS took FROM training_run
         WHERE project = ? AND entry_point = ? AND good = 1 AND ended_at >= started_at ORDER BY ended_at DESC LIMIT ${HISTORY_RUNS}`,
      )
      .all(project, entryPoint);
    return z
      .array(z.object({ took: z.number() }))
      .parse(rows)
      .map(({ took }) => took);
  }

  /** What the newest good runs of an entry point were when they began. */
  goodStarts(project: string, entryPoint: string): { readonly run: string; readonly start: RunStart }[] {
    const rows = this.registry.database
      .prepare(
        `SELECT run, start FROM training_run
         WHERE project = ? AND entry_point = ? AND good = 1 AND start IS NOT NULL ORDER BY ended_at DESC LIMIT ${HISTORY_RUNS}`,
      )
      .all(project, entryPoint);
    return z.array(z.object({ run: z.string(), start: json(RunStart) })).parse(rows);
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    this.registry.write(() => this.registry.database.prepare(sql).run(...values));
  }
}
