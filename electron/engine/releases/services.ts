import type { engineApi } from '../../../shared/api/engine';
import type { servicesApi } from '../../../shared/api/services';
import type { Handlers } from '../../../shared/api/verb';
import { AppError, failure } from '../../../shared/models/failure';
import type { RunLogLine } from '../../../shared/models/run';
import type { RunsAs } from '../../../shared/models/server-command';
import { type ArmBucket, DEFAULT_RELEASE, DEFAULT_SETTINGS, type Service, type ServiceCommand } from '../../../shared/models/service';
import type { PayloadGap } from '../../../shared/models/workspace-concern';
import type { Log } from '../../backend/lib/log';
import type { Artifacts, Changed, Facts, Registry } from '../contract';
import type { Serving } from '../serving/contract';
import { findRevision, revisionOf, type RevisionFinders } from './find-revision';
import { LiveWatches } from './live-watches';
import { firstRelease } from './release';
import { ReleaseStore, type RevisionRecord, type ServiceRecord } from './release-store';
import { RuleActs } from './rule-acts';
import { type FindWorse, RunningService, type Who } from './running-service';
import { ServiceFacts } from './service-facts';
import { gapOf, rowOf, serviceOf } from './service-view';

export { MIGRATIONS } from './tables';

export type ServicesOptions = RevisionFinders & {
  readonly registry: Registry;
  readonly artifacts: Artifacts;
  /** The newest lines that the server of a revision wrote, oldest first. */
  readonly logOf: (service: string, revision: number, lines: number) => RunLogLine[];
  readonly facts: Facts;
  /** For steps that go on only where the candidate is not worse. */
  readonly worse: FindWorse;
  /** Called with the first service that there is. */
  readonly startServing: (awaited: readonly string[]) => Promise<Serving>;
  readonly changed: Changed;
  readonly log: Log;
  readonly now: () => number;
};

type Deliver = Parameters<Handlers<typeof engineApi>['engine.deliver']>[0];
type Start = Extract<ServiceCommand, { verb: 'start' }>;
type Verbs = Omit<typeof servicesApi, 'services.compare' | 'services.payloads' | 'services.freePayloads'> &
  Pick<typeof engineApi, 'engine.deliver' | 'engine.countLive' | 'engine.ruleActs' | 'engine.ruleRecorded'>;

const AGAIN_MS = 5_000;
const ASKED_MS = 60_000;
const ASKED_BUCKET_MS = 10_000;

/** The services of the workspace: what they serve, and how their releases stand. */
export class Services {
  readonly #options: ServicesOptions;
  readonly #store: ReleaseStore;
  readonly #facts: ServiceFacts;
  readonly #running = new Map<string, RunningService>();
  /** Removed, and answering what was under way. */
  readonly #going = new Map<string, Promise<void>>();
  #serving: Serving | null = null;
  #starting: Promise<void> | null = null;
  readonly #ruleActs: RuleActs;
  readonly #live = new LiveWatches(() => this.#serving);
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ServicesOptions) {
    this.#options = options;
    this.#store = new ReleaseStore(options.registry);
    this.#ruleActs = new RuleActs(this.#store, options.now);
    this.#facts = new ServiceFacts(options.facts, options.now);
    this.#facts.describe((name) => this.#running.get(name));
    // Known from the first moment: whoever asks for one before the gateway is up is not told that there is none.
    for (const record of this.#store.services()) this.#add(record, this.#store.revisions(record.name));
  }

  /** Brings everything up as it was, split included; nobody waits for it. Where there is no gateway it is tried again. */
  open(): void {
    for (const service of this.#running.values()) service.advance({ verb: 'reopened' });
    if (this.#running.size > 0) this.#serveAgain();
  }

  #serveAgain(): void {
    this.#gateway().catch((error: unknown) => {
      if (this.#closed) return;
      this.#options.log.error('services are not served', { text: String(error) });
      this.#again = setTimeout(() => this.#serveAgain(), AGAIN_MS);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#again);
    for (const service of this.#running.values()) service.close();
    await this.#starting?.catch(() => undefined);
    await this.#serving?.close();
  }

  get count(): number {
    return this.#running.size;
  }
  has = (name: string): boolean => this.#running.has(name);

  /** Files of its payload log were removed by somebody else than its writer. */
  recountPayloads = (name: string): Promise<void> => this.#serving?.recountPayloads(name) ?? Promise.resolve();

  /** Brought up where it is not, also while there is no service. @throws AppError */
  async gateway(): Promise<Serving> {
    await this.#gateway();
    if (!this.#serving) throw new AppError(failure('unreachable', { reason: 'engine-lost' }));
    return this.#serving;
  }

  /** Each service, and whether anybody asked it of late. */
  async facts(): Promise<{ name: string; isAsked: boolean }[]> {
    const since = this.#options.now() - ASKED_MS;
    const isAsked = async (name: string) => {
      const buckets = await this.#serving?.figures(name, since, ASKED_BUCKET_MS).catch(() => []); // it has not been put yet
      return buckets?.some(({ requests }) => requests > 0) ?? false;
    };
    return Promise.all([...this.#running.keys()].map(async (name) => ({ name, isAsked: await isAsked(name) })));
  }

  /** The version that a service falls back on, and how it is run. @throws AppError `service-unknown` */
  stableOf(name: string): { readonly model: string; readonly version: number; readonly runs: RunsAs } {
    const { record, state, revisions } = this.#need(name);
    const { version = 0, server = null } = revisions.find(({ number }) => number === state.stable) ?? {};
    return { model: record.model, version, runs: server ? { kind: 'server', server } : { kind: 'onnx' } };
  }

  /** Names of the services that a model is released to. */
  servicesOf = (model: string): string[] => [...this.#running.values()].flatMap(({ record }) => (record.model === model ? [record.name] : []));

  /** Services whose payload log cannot be written now. */
  gaps = (): PayloadGap[] => [...this.#running.values()].flatMap(gapOf);

  /** @throws AppError `service-unknown` */
  view = (name: string): Service => serviceOf(this.#need(name), this.#serving?.uri ?? null, this.#store.acts(name));
  figures = (name: string, since: number): Promise<readonly ArmBucket[]> => this.#servingOf(name).figures(name, since, null);

  readonly handlers: Handlers<Verbs> = {
    'services.list': () => ({
      services: [...this.#running.values()].map(rowOf).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      uri: this.#serving?.uri ?? null,
    }),
    'services.get': ({ service }) => this.view(service),
    'services.figures': async ({ service, since, bucketMs }) => ({
      now: this.#options.now(),
      buckets: [...(await this.#servingOf(service).figures(service, since, bucketMs))],
    }),
    'services.shadows': async ({ service, since, bucketMs }) => ({ buckets: [...(await this.#servingOf(service).shadows(service, since, bucketMs))] }),
    'services.requests': async ({ service }) => ({ requests: [...(await this.#servingOf(service).requests(service))] }),
    'services.log': ({ service, revision, lines }) => {
      this.#need(service);
      return { lines: this.#options.logOf(service, revision, lines) };
    },
    'services.change': async ({ service, settings }) => {
      const running = this.#need(service);
      const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
      await running.change({ ...running.record.settings, ...given });
      return running.record.settings;
    },
    'services.try': ({ service, revision, body }) => this.#servingOf(service).infer(service, revision, body),
    ...this.#live.handlers,
    'engine.deliver': (asked, { signal }) => this.#deliver(asked, signal as AbortSignal),
    'engine.ruleActs': () => ({ acts: this.#ruleActs.claim() }),
    'engine.ruleRecorded': ({ n, entry, ledger }) => {
      this.#options.registry.write(() => this.#store.noteEntry(n, entry, ledger), true);
      return {};
    },
  };

  async #deliver({ service: name, uid, expected, command, ...who }: Deliver, signal: AbortSignal) {
    if (command.verb === 'start') return this.#start(name, uid, expected, command, who, signal);
    const service = this.#need(name);
    const { verb } = command;
    if (verb === 'remove') return this.#remove(service, expected, who);
    const isKnown = (revision: number) => service.revisions.some(({ number }) => number === revision);
    if (verb === 'roll-back' && !isKnown(command.revision))
      throw new AppError(failure('not-found', { reason: 'revision-gone', values: { revision: String(command.revision) } }));
    const asked = verb === 'roll-back' ? { ...command, loaded: service.isReady(command.revision) } : { verb };
    await service.obey(asked, expected ?? 0, who);
    return answerOf(service);
  }

  /** A candidate, or the first revision of a service that is made by it. It is being loaded when this resolves. */
  async #start(name: string, uid: string, expected: number | null, command: Start, who: Who, signal: AbortSignal) {
    const { model, version, release } = command;
    const found = await findRevision(this.#options, command, signal);
    await this.#gateway();
    await this.#going.get(name);
    const service = this.#running.get(name);
    const { now } = this.#options;
    if ((service?.state.generation ?? null) !== expected)
      throw new AppError(
        failure('conflict', { reason: service ? 'object-changed' : 'service-unknown', values: { service: name, state: service?.state.state ?? '' } }),
      );
    const revision = revisionOf(found, version, (service?.revisions.at(-1)?.number ?? 0) + 1, who, now());
    if (!service) {
      const record = { name, uid, createdAt: now(), model, settings: DEFAULT_SETTINGS, release: firstRelease(release ?? DEFAULT_RELEASE, now()) };
      return answerOf(this.#make(record, revision, who));
    }
    if (service.record.model !== model)
      throw new AppError(failure('conflict', { reason: 'service-other-model', values: { service: name, model: service.record.model } }));
    await service.obey({ verb: 'start', revision: revision.number, plan: release ?? service.state.plan }, expected ?? 0, who, revision);
    return answerOf(service);
  }

  /** Forgotten at once, and let go of when what is under way has been answered: nobody waits for that. */
  #remove(service: RunningService, expected: number | null, who: Who) {
    const { registry, changed, log, now } = this.#options;
    const { record, state } = service;
    const { name } = record;
    if (expected !== state.generation) throw new AppError(failure('conflict', { reason: 'object-changed', values: { state: state.state } }));
    const at = now();
    registry.write(() => {
      this.#store.addAct(name, { at, verb: 'remove', revision: null, weight: null, failure: null, ...who });
      this.#store.removeService(name);
      this.#facts.removed(record);
    }, true);
    service.close();
    this.#running.delete(name);
    const gone = (this.#serving?.remove(name) ?? Promise.resolve())
      .catch((error: unknown) => log.warn('the gateway did not let go of a service', { service: name, text: String(error) }))
      .finally(() => this.#going.delete(name));
    this.#going.set(name, gone);
    changed('services', name);
    return { at, generation: state.generation + 1 };
  }

  #make(record: ServiceRecord, revision: RevisionRecord, who: Who): RunningService {
    const { registry, changed } = this.#options;
    registry.write(() => {
      this.#store.addService(record);
      this.#store.addRevision(record.name, revision);
      this.#store.addAct(record.name, { at: record.createdAt, verb: 'start', revision: 1, weight: 100, failure: null, ...who });
      this.#facts.made(record, revision);
      this.#facts.moved(record.name, null, record.release);
    }, true);
    const service = this.#add(record, [revision]);
    service.noteRead(revision.number);
    changed('services', record.name);
    void service.apply();
    return service;
  }

  #add(record: ServiceRecord, revisions: readonly RevisionRecord[]): RunningService {
    const { registry, artifacts, worse, changed, log, now } = this.#options;
    const parts = { store: this.#store, registry, artifacts, facts: this.#facts, serving: () => this.#serving, worse, changed, log, now };
    const service = new RunningService(record, revisions, parts);
    this.#running.set(record.name, service);
    return service;
  }

  #need(name: string): RunningService {
    const found = this.#running.get(name);
    if (!found) throw new AppError(failure('not-found', { reason: 'service-unknown', values: { service: name } }));
    return found;
  }

  #servingOf(name: string): Serving {
    this.#need(name);
    if (!this.#serving) throw new AppError(failure('unreachable', { reason: 'engine-lost' }));
    return this.#serving;
  }

  /** One that did not come up is tried again by whoever asks next. */
  #gateway(): Promise<void> {
    this.#starting ??= this.#bringUp().catch((error: unknown) => {
      this.#starting = null;
      throw error;
    });
    return this.#starting;
  }

  async #bringUp(): Promise<void> {
    const serving = await this.#options.startServing([...this.#running.keys()]);
    if (this.#closed) {
      await serving.close();
      throw new AppError(failure('cancelled'));
    }
    this.#serving = serving;
    serving.onHost((name, revision, state) => this.#running.get(name)?.heard(revision, state));
    const standing = new Map<string, string>();
    serving.onPayload((name, { state }) => {
      if (standing.get(name) !== state) this.#options.changed('services', name); // that more is written is no news
      standing.set(name, state);
    });
    for (const service of this.#running.values()) void service.apply();
    this.#live.begin();
  }
}

const answerOf = ({ state }: RunningService) => ({ at: state.since, generation: state.generation });
