// A workspace in this process whose versions go through the stages of a release. Models run in threads, servers of the user's as processes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import { SILENT } from '../electron/backend/lib/log';
import { ArtifactStore } from '../electron/engine/artifacts/artifact-store';
import { createRooms, MIGRATIONS, type Rooms } from '../electron/engine/rooms';
import type { TryModel } from '../electron/engine/serving/contract';
import { tryModel } from '../electron/engine/serving/try-model';
import { type HeldWorkspace, holdWorkspace } from '../electron/engine/workspace/workspace';
import { failureOf } from '../shared/models/failure';
import type { FindingId, ReleaseCheck, StageId } from '../shared/models/stage';
import { registerModel } from './registered-models';

export const CALL = { signal: new AbortController().signal };
export const connection = 'local-0000000000000000';
export const MODEL = 'echo';
export const WITHIN = { timeout: 60_000, interval: 20 };
/** Shared machines have bad moments. */
export const LOOSE = { p50: 50, p95: 50, p99: 50, throughput: 0.02 };

export const row = (data: readonly number[], shape = [1, 2]) => ({ name: 'x', datatype: 'FP32', shape, data });
type Asked = Omit<Parameters<Rooms['handlers']['stages.run']>[0], 'connection' | 'model' | 'version'>;

export class StagesStage {
  readonly folder = mkdtempSync(join(tmpdir(), 'stages-'));
  /** Digests of files whose answers are held back, and for how long. */
  readonly slowed = new Map<string, number>();
  held!: HeldWorkspace;
  rooms!: Rooms;

  static async open(): Promise<StagesStage> {
    const stage = new StagesStage();
    await stage.up();
    return stage;
  }
  async up(): Promise<void> {
    this.held = holdWorkspace(this.folder, MIGRATIONS, Date.now);
    const base = { workspace: this.held, changed: () => undefined, port: null, shippedNode: null, log: SILENT, env: process.env };
    // As many turns as an interval needs, and no more.
    this.rooms = await createRooms({ ...base, now: Date.now, tryModel: this.#tryModel, turnsMs: 0 });
  }
  async down(): Promise<void> {
    await this.rooms.close();
    this.held.close();
  }
  async close(): Promise<void> {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Loads as always; what is slowed answers later by so many milliseconds, as a model does that computes for longer. */
  readonly #tryModel: TryModel = async (file) => {
    const model = await tryModel(file);
    const ms = this.slowed.get(file.digest) ?? 0;
    if (ms === Number.POSITIVE_INFINITY) return { ...model, infer: () => new Promise(() => undefined) };
    const infer: typeof model.infer = async (body) => {
      const told = await model.infer(body);
      await sleep(ms);
      return { ...told, ms: told.ms + ms };
    };
    return ms === 0 ? model : { ...model, infer };
  };

  registerFiles = (files: Readonly<Record<string, string | Uint8Array>>) => registerModel({ held: this.held, rooms: this.rooms, connection }, MODEL, files);
  register = (file: Uint8Array, more: Readonly<Record<string, string>> = {}) => this.registerFiles({ 'model.onnx': file, ...more });
  setChampion = (version: number) =>
    this.rooms.handlers['engine.setAlias']({ model: MODEL, alias: 'champion', expected: null, version, by: 'mona', why: '', entry: 1, ledger: null }, CALL);
  /** Where the bytes of the only file of a version lie. */
  async fileOf(version: number): Promise<{ digest: string; path: string }> {
    const { files } = await this.rooms.handlers['models.version']({ connection, model: MODEL, version }, CALL);
    const digest = files[0]?.digest ?? '';
    return { digest, path: new ArtifactStore(this.held.places).path(digest) };
  }
  async slow(version: number, ms: number): Promise<void> {
    this.slowed.set((await this.fileOf(version)).digest, ms);
  }
  writeGolden(content: unknown, file = `golden/${MODEL}.json`): void {
    mkdirSync(join(this.folder, 'golden'), { recursive: true });
    writeFileSync(join(this.folder, file), typeof content === 'string' ? content : JSON.stringify(content));
  }

  begin = (version: number, more: Partial<Asked> = {}) =>
    this.rooms.handlers['stages.run']({ connection, model: MODEL, version, service: null, golden: null, ...more }, CALL);
  read = (n: number) => this.rooms.handlers['stages.get']({ connection, n }, CALL);
  async check(version: number, more: Partial<Asked> = {}): Promise<ReleaseCheck> {
    const { n } = await this.begin(version, more);
    return this.#until(n, ({ outcome }) => outcome !== null);
  }
  /** As far as a stage, which ends: nobody waits for those after it. */
  async through(stage: StageId, version: number, more: Partial<Asked> = {}): Promise<ReleaseCheck> {
    const { n } = await this.begin(version, more);
    const isEnded = ({ stages }: ReleaseCheck) => stages.find((each) => each.stage === stage)?.endedAt !== null;
    const check = await this.#until(n, isEnded);
    await this.rooms.handlers['stages.stop']({ connection, n }, CALL);
    await this.#until(n, ({ outcome }) => outcome !== null);
    return check;
  }
  #until(n: number, holds: (check: ReleaseCheck) => boolean): Promise<ReleaseCheck> {
    return vi.waitFor(async () => {
      const check = await this.read(n);
      if (!holds(check)) throw new Error('not yet');
      return check;
    }, WITHIN);
  }
  async evidence({ n, stages }: ReleaseCheck, place: number): Promise<Record<string, unknown>> {
    const { text } = await this.rooms.handlers['stages.evidence']({ connection, n, evidence: stages[place]?.evidence ?? '' }, CALL);
    return JSON.parse(text) as Record<string, unknown>;
  }
}

export const states = ({ stages }: ReleaseCheck) => stages.map(({ state }) => state);
export const found = ({ stages }: ReleaseCheck, id: FindingId) => stages.flatMap(({ findings }) => findings).find((each) => each.id === id);
export const refusal = async (work: Promise<unknown> | (() => Promise<unknown>)) =>
  failureOf(await (typeof work === 'function' ? work() : work).catch((error: unknown) => error));
