import { z } from 'zod';
import { RunsAs } from '../../../shared/models/server-command';
import { Champion, Finding, type ReleaseCheck, type StageId, StageOutcome, StageResult, STAGES } from '../../../shared/models/stage';
import type { Registry } from '../contract';

const json = z.string().transform((text): unknown => JSON.parse(text)); // written by this room alone
const number = z.number();

const CheckRow = z.object({
  n: number,
  model: z.string(),
  version: number,
  model_digest: z.string().nullable(),
  champion: json.pipe(Champion).nullable(),
  golden_file: z.string().nullable(),
  digest: z.string().nullable(),
  golden_count: number.nullable(),
  by: z.string(),
  started_at: number,
  ended_at: number.nullable(),
  outcome: StageOutcome.nullable(),
  runs: json.pipe(RunsAs).nullable(),
});
const ResultRow = z.object({
  stage: StageResult.shape.stage,
  state: StageResult.shape.state,
  started_at: number.nullable(),
  ended_at: number.nullable(),
  findings: json.pipe(z.array(Finding)),
  digest: z.string().nullable(),
});

export type NewCheck = Pick<ReleaseCheck, 'model' | 'version' | 'runs' | 'champion' | 'golden' | 'by' | 'startedAt'>;
/** Of one version: with older ones their evidence goes, once space is freed. */
const KEPT_MAX = 50;

/** Checks and what their stages found, as they lie in the registry. */
export class StageStore {
  constructor(private readonly registry: Registry) {}

  add({ model, version, runs, champion, golden, by, startedAt }: NewCheck): number {
    return this.registry.write(() => {
      const { lastInsertRowid } = this.registry.database
        .prepare('INSERT INTO release_check VALUES (NULL, ?, ?, NULL, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)')
        .run(
          model,
          version,
          champion && JSON.stringify(champion),
          golden?.file ?? null,
          golden?.digest ?? null,
          golden?.count ?? null,
          by,
          startedAt,
          JSON.stringify(runs),
        );
      const n = Number(lastInsertRowid);
      this.#forget(model, version);
      for (const stage of STAGES) this.#run('INSERT INTO stage_result VALUES (?, ?, ?, NULL, NULL, ?, NULL)', n, stage, 'waiting', '[]');
      return n;
    });
  }

  #forget(model: string, version: number): void {
    const old = 'SELECT n FROM release_check WHERE model = ? AND version = ? AND ended_at IS NOT NULL ORDER BY n DESC LIMIT -1 OFFSET ?';
    this.#run(`DELETE FROM stage_result WHERE n IN (${old})`, model, version, KEPT_MAX);
    this.#run(`DELETE FROM release_check WHERE n IN (${old})`, model, version, KEPT_MAX);
  }

  keepStage(n: number, { stage, state, startedAt, endedAt, findings, evidence }: StageResult): void {
    this.registry.write(() =>
      this.#run(
        'UPDATE stage_result SET state = ?, started_at = ?, ended_at = ?, findings = ?, digest = ? WHERE n = ? AND stage = ?',
        state,
        startedAt,
        endedAt,
        JSON.stringify(findings),
        evidence,
        n,
        stage,
      ),
    );
  }

  keepDigest = (n: number, digest: string) => this.registry.write(() => this.#run('UPDATE release_check SET model_digest = ? WHERE n = ?', digest, n));
  keepChampion = (n: number, champion: Champion) =>
    this.registry.write(() => this.#run('UPDATE release_check SET champion = ? WHERE n = ?', JSON.stringify(champion), n));
  end = (n: number, outcome: StageOutcome, at: number) =>
    this.registry.write(() => this.#run('UPDATE release_check SET outcome = ?, ended_at = ? WHERE n = ?', outcome, at, n), true);

  find = (n: number): ReleaseCheck | null => this.#checks('SELECT * FROM release_check WHERE n = ?', n)[0] ?? null;
  /** Newest first. */
  of = (model: string, version: number): ReleaseCheck[] =>
    this.#checks('SELECT * FROM release_check WHERE model = ? AND version = ? ORDER BY n DESC LIMIT ?', model, version, KEPT_MAX);
  underWay = (): ReleaseCheck[] => this.#checks('SELECT * FROM release_check WHERE ended_at IS NULL ORDER BY n');

  #checks(sql: string, ...values: (string | number)[]): ReleaseCheck[] {
    return z
      .array(CheckRow)
      .parse(this.registry.database.prepare(sql).all(...values))
      .map(({ model_digest: digest, golden_file: file, golden_count: count, digest: golden, started_at: startedAt, ended_at: endedAt, runs, ...row }) => ({
        ...row,
        digest,
        runs: runs ?? { kind: 'onnx' as const },
        golden: file !== null && golden !== null ? { file, digest: golden, count: count ?? 0 } : null,
        startedAt,
        endedAt,
        stages: this.#stages(row.n),
        progress: null,
      }));
  }

  #stages(n: number): StageResult[] {
    const rows = z.array(ResultRow).parse(this.registry.database.prepare('SELECT * FROM stage_result WHERE n = ?').all(n));
    const found = new Map<StageId, z.infer<typeof ResultRow>>(rows.map((row) => [row.stage, row]));
    return STAGES.flatMap((stage) => {
      const row = found.get(stage);
      return row ? [{ stage, state: row.state, startedAt: row.started_at, endedAt: row.ended_at, findings: row.findings, evidence: row.digest }] : [];
    });
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    this.registry.database.prepare(sql).run(...values);
  }
}
