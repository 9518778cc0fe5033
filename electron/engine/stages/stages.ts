import { createReadStream } from 'node:fs';
import type { engineApi } from '../../../shared/api/engine';
import type { stagesApi } from '../../../shared/api/stages';
import type { Handlers } from '../../../shared/api/verb';
import { AppError, failure, failureOf } from '../../../shared/models/failure';
import { type RunsAs, runsAsFor } from '../../../shared/models/server-command';
import { type Champion, goldenPath, type ReleaseCheck, type StageOutcome, worstOf } from '../../../shared/models/stage';
import type { Log } from '../../backend/lib/log';
import type { Changed, Places, Registry } from '../contract';
import { finding } from './findings';
import { NO_GOLDEN } from './golden-file';
import { goldenFromData, type RunDataJob } from './golden-from-data';
import { listGolden, readGolden, readKept } from './read-golden';
import { runCheck } from './run-check';
import { saveEvidence } from './save-evidence';
import { StageStore } from './stage-store';
import { type ModelParts, type Registered, TriedModels } from './tried-models';
import { writeGolden } from './write-golden';

export { MIGRATIONS } from './tables';

/** Another version of the model; null `runs`: as its flavors say. */
export type Against = Omit<Champion, 'runs'> & { readonly runs: RunsAs | null };

export type StagesOptions = ModelParts & {
  readonly registry: Registry;
  readonly places: Pick<Places, 'root' | 'hidden'>;
  readonly readData: RunDataJob;
  /** What a version of a model can be held against, what is taken where nobody says first. */
  readonly championsOf: (model: string) => readonly Against[];
  /** Of a service, or of the alias. Throws AppError `service-unknown`; null: there is none. */
  readonly championOf: (model: string, asked: { readonly service: string | null; readonly alias: boolean }) => Against | null;
  /** Throws AppError where there is none. */
  readonly registered: (model: string, version: number) => Registered;
  /** So long a benchmark goes on taking turns. */
  readonly turnsMs?: number | undefined;
  readonly changed: Changed;
  /** Who asks; the engine serves one user. */
  readonly user: string;
  readonly log: Log;
  readonly now: () => number;
};

type Asked = Parameters<Handlers<typeof stagesApi>['stages.run']>[0];
type GoldenAsked = Parameters<Handlers<typeof stagesApi>['stages.makeGolden']>[0];
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

  readonly handlers: Handlers<typeof stagesApi & Pick<typeof engineApi, 'engine.saveEvidence'>> = {
    'stages.run': async (asked) => ({ n: await this.#run(asked) }),
    'stages.get': ({ n }) => this.#shown(this.#need(n)),
    'stages.list': ({ model, version }) => ({ checks: this.#store.of(model, version).map((check) => this.#shown(check)), goldenFile: goldenPath(model) }),
    'stages.choices': ({ model, version }) => this.#choices(model, version),
    'stages.makeGolden': (asked, { signal }) => this.#makeGolden(asked, signal as AbortSignal),
    'stages.evidence': async ({ n, evidence }) => beginningOf(this.#evidence(n, evidence)),
    'engine.saveEvidence': async ({ n, evidence, path }, { signal }) => ({
      bytes: await saveEvidence(this.#evidence(n, evidence), evidence, path, signal as AbortSignal),
    }),
    'stages.stop': ({ n }) => {
      this.#need(n);
      this.#stops.get(n)?.abort();
      return {};
    },
  };

  async #choices(model: string, version: number) {
    const { championsOf, registered, places } = this.#options;
    const { flavors } = registered(model, version);
    const champions = championsOf(model)
      .filter((each) => each.version !== version)
      .map((each) => this.#known(model, each));
    const first = this.#options.championOf(model, { service: null, alias: false });
    const champion = first && first.version !== version ? this.#known(model, first) : null;
    return { goldenFiles: await listGolden(places), champions, champion, runs: runsAsFor(flavors) ?? serverOf(champion) };
  }

  #known(model: string, { runs, ...champion }: Against): Champion {
    const known = runs ?? runsAsFor(this.#options.registered(model, champion.version).flavors);
    return { ...champion, ...(known && { runs: known }) };
  }

  /** Where an evidence of a check lies. */
  #evidence(n: number, evidence: string): string {
    if (!this.#need(n).stages.some((result) => result.evidence === evidence)) throw new AppError(failure('not-found', { reason: 'artifact-unknown' }));
    return this.#options.artifacts.path(evidence);
  }

  async #makeGolden({ model, version, service, alias = false, dataset, rows }: GoldenAsked, signal: AbortSignal) {
    const { championOf, registered, places, readData } = this.#options;
    const found = championOf(model, { service, alias });
    const answering = found?.version ?? version;
    const runs = found?.runs ?? runsAsFor(registered(model, answering).flavors);
    if (!runs) throw new AppError(failure('unsupported', { reason: 'model-not-servable', values: { model, version: String(answering) } }));
    const models = new TriedModels(this.#options, model, signal);
    try {
      const tried = await (await models.find({ version: answering, runs })).open();
      const content = await readData((job) => goldenFromData(job, tried, { dataset, count: rows }));
      const file = await writeGolden(places, model, dataset, content);
      this.#tell(model);
      return { file, count: content.requests.length, answeredBy: answering };
    } finally {
      await models.close();
    }
  }

  async #run({ model, version, service, alias = false, golden: given, goldenFile = null, server = null }: Asked): Promise<number> {
    const { artifacts, places, championOf, registered, user, now } = this.#options;
    const { flavors } = registered(model, version);
    const found = championOf(model, { service, alias });
    const against = found && found.version !== version ? this.#known(model, found) : null;
    // As it was asked for, else as its flavors say, else as what it shall follow.
    const runs = server ? ({ kind: 'server', server } as const) : (runsAsFor(flavors) ?? serverOf(against));
    if (!runs) throw new AppError(failure('unsupported', { reason: 'model-not-servable', values: { model, version: String(version) } }));
    // Nothing says how the version under an alias is run: where it needs a server, it is the same one, so that nothing but the model differs.
    const champion = against && { ...against, runs: (against.from === 'alias' && against.runs?.kind !== 'onnx' ? null : against.runs) ?? runs };
    const golden = await readGolden(places, { model, given, file: goldenFile }, artifacts);
    const n = this.#store.add({ model, version, runs, champion, golden: golden.kept, by: user, startedAt: now() });
    const stop = new AbortController();
    this.#stops.set(n, stop);
    this.#tell(model);
    this.#turn = this.#turn.then(() => this.#go(n, stop.signal));
    return n;
  }

  async #go(n: number, signal: AbortSignal): Promise<void> {
    const { artifacts, registered, turnsMs, log, now } = this.#options;
    const check = this.#need(n);
    const { model, version, runs, champion, golden } = check;
    const models = new TriedModels(this.#options, model, signal);
    try {
      signal.throwIfAborted();
      const content = golden ? await readKept(artifacts, golden.file, golden.digest) : NO_GOLDEN;
      const run = runCheck({
        models,
        model,
        subject: { version, runs },
        signature: registered(model, version).signature,
        turnsMs,
        champion,
        golden: content,
        goldenFile: golden?.file ?? goldenPath(model),
        now,
        onDigest: (digest) => this.#store.keepDigest(n, digest),
        onChampion: (digest) => champion && this.#store.keepChampion(n, { ...champion, digest }),
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
      await models.close();
      this.#end(n, worstOf(results.flatMap(({ state }): StageOutcome[] => (state === 'waiting' || state === 'running' ? [] : [state]))));
    } catch (error) {
      await models.close(); // who is told that it ended finds nothing of it running
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

const serverOf = (champion: Pick<Champion, 'runs'> | null): RunsAs | null => (champion?.runs?.kind === 'server' ? champion.runs : null);

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
