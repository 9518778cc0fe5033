import { createReadStream } from 'node:fs';
import type { stagesApi } from '../../../shared/api/stages';
import type { Handlers } from '../../../shared/api/verb';
import { AppError, failure, failureOf } from '../../../shared/models/failure';
import { type Champion, goldenPath, type ReleaseCheck, type StageOutcome, worstOf } from '../../../shared/models/stage';
import type { Log } from '../../backend/lib/log';
import type { Changed, Places, Registry } from '../contract';
import type { ModelParts } from './artifact-stage';
import { finding } from './findings';
import { NO_GOLDEN } from './golden-file';
import { readGolden, readKept } from './read-golden';
import { runCheck } from './run-check';
import { StageStore } from './stage-store';

export { MIGRATIONS } from './tables';

export type StagesOptions = Omit<ModelParts, 'tryModel'> & {
  /** Absent where no model can be loaded. */
  readonly tryModel: ModelParts['tryModel'] | undefined;
  readonly registry: Registry;
  readonly places: Pick<Places, 'root'>;
  /** What a version of a model is held against; null where there is none, or it is the version itself. Throws AppError `service-unknown`. */
  readonly championOf: (model: string, service: string | null) => Champion | null;
  /** Throws AppError where there is none. */
  readonly needVersion: (model: string, version: number) => void;
  readonly changed: Changed;
  /** Who asks; the engine serves one user. */
  readonly user: string;
  readonly log: Log;
  readonly now: () => number;
};

type Asked = Parameters<Handlers<typeof stagesApi>['stages.run']>[0];
const SHOWN_BYTES = 1_000_000;
/** Of a stage: progress that is worth telling. */
const TOLD_SHARE = 0.01;

/** The stages that a version goes through before it is released, one version at a time: what is measured must not compete with itself. */
export class Stages {
  readonly #options: StagesOptions;
  readonly #store: StageStore;
  readonly #stops = new Map<number, AbortController>();
  readonly #progress = new Map<number, number>();
  #turn: Promise<void> = Promise.resolve();

  constructor(options: StagesOptions) {
    this.#options = options;
    this.#store = new StageStore(options.registry);
    for (const left of this.#store.underWay()) this.#leave(left, failure('local', { reason: 'release-check-left' }));
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.values()) stop.abort();
    await this.#turn;
  }

  readonly handlers: Handlers<typeof stagesApi> = {
    'stages.run': async (asked) => ({ n: await this.#run(asked) }),
    'stages.get': ({ n }) => this.#shown(this.#need(n)),
    'stages.list': ({ model, version }) => ({ checks: this.#store.of(model, version).map((check) => this.#shown(check)), goldenFile: goldenPath(model) }),
    'stages.evidence': async ({ n, evidence }) => {
      if (!this.#need(n).stages.some((result) => result.evidence === evidence)) throw new AppError(failure('not-found', { reason: 'artifact-unknown' }));
      return beginningOf(this.#options.artifacts.path(evidence));
    },
    'stages.stop': ({ n }) => {
      this.#need(n);
      this.#stops.get(n)?.abort();
      return {};
    },
  };

  async #run({ model, version, service, golden: given }: Asked): Promise<number> {
    const { artifacts, places, championOf, needVersion, tryModel, user, now } = this.#options;
    needVersion(model, version);
    if (!tryModel) throw new AppError(failure('unsupported', { text: 'no model can be loaded here' }));
    const found = championOf(model, service);
    const champion = found?.version === version ? null : found;
    const golden = await readGolden(places.root, model, given, artifacts);
    const n = this.#store.add({ model, version, champion, golden: golden.kept, by: user, startedAt: now() });
    const stop = new AbortController();
    this.#stops.set(n, stop);
    this.#tell(model);
    this.#turn = this.#turn.then(() => this.#go(n, { ...this.#options, tryModel }, stop.signal));
    return n;
  }

  async #go(n: number, parts: ModelParts, signal: AbortSignal): Promise<void> {
    const { artifacts, log, now } = this.#options;
    const check = this.#need(n);
    const { model, version, champion, golden } = check;
    try {
      signal.throwIfAborted();
      const content = golden ? await readKept(artifacts, golden.file, golden.digest) : NO_GOLDEN;
      const run = runCheck({
        parts,
        subject: { model, version },
        champion,
        golden: content,
        goldenFile: golden?.file ?? goldenPath(model),
        now,
        onDigest: (digest) => this.#store.keepDigest(n, digest),
        onStage: (result) => {
          if (signal.aborted) return; // it is on record as stopped
          this.#progress.set(n, 0);
          this.#store.keepStage(n, result);
          this.#tell(model);
        },
        onProgress: (share) => {
          const isMore = share - (this.#progress.get(n) ?? 0) >= TOLD_SHARE;
          if (!isMore) return;
          this.#progress.set(n, share);
          this.#tell(model);
        },
        keep: async (_stage, evidence) => (await artifacts.put(once(`${JSON.stringify({ check: n, ...evidence }, null, 2)}\n`))).digest,
        signal,
      });
      // A model that does not answer keeps nobody waiting who has stopped it.
      const results = await Promise.race([run, whenAborted(signal)]);
      this.#end(n, worstOf(results.flatMap(({ state }): StageOutcome[] => (state === 'waiting' || state === 'running' ? [] : [state]))));
    } catch (error) {
      const why = signal.aborted ? failure('cancelled') : failureOf(error);
      if (!signal.aborted) log.warn('a release check did not end', { model, version, text: String(error) });
      this.#leave(this.#need(n), why);
    } finally {
      this.#stops.delete(n);
      this.#progress.delete(n);
      this.#tell(model);
    }
  }

  /** What was not ended is inconclusive, and says why. */
  #leave({ n, stages }: ReleaseCheck, why: ReturnType<typeof failure>): void {
    const endedAt = this.#options.now();
    for (const result of stages)
      if (result.state === 'running' || result.state === 'waiting')
        this.#store.keepStage(n, { ...result, state: 'inconclusive', endedAt, findings: [finding('interrupted', 'inconclusive', {}, why)] });
    this.#end(n, 'inconclusive');
  }

  #end(n: number, outcome: StageOutcome): void {
    this.#store.end(n, outcome, this.#options.now());
  }

  #need(n: number): ReleaseCheck {
    const found = this.#store.find(n);
    if (!found) throw new AppError(failure('not-found', { reason: 'release-check-unknown', values: { n: String(n) } }));
    return found;
  }
  #shown = (check: ReleaseCheck): ReleaseCheck => ({ ...check, progress: check.endedAt === null ? (this.#progress.get(check.n) ?? null) : null });
  #tell = (model: string) => this.#options.changed('stages', model);
}

const whenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new AppError(failure('cancelled'))), { once: true }));

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function beginningOf(path: string): Promise<{ text: string; whole: boolean }> {
  const parts: Buffer[] = [];
  for await (const part of createReadStream(path, { end: SHOWN_BYTES })) parts.push(part as Buffer); // a stream without an encoding gives bytes
  const all = Buffer.concat(parts);
  return { text: all.subarray(0, SHOWN_BYTES).toString(), whole: all.length <= SHOWN_BYTES };
}
