import type { engineApi } from '../../../shared/api/engine';
import type { servicesApi } from '../../../shared/api/services';
import type { Handlers } from '../../../shared/api/verb';
import { AppError, failure } from '../../../shared/models/failure';
import { DEFAULT_RELEASE, DEFAULT_SETTINGS, type ServiceCommand } from '../../../shared/models/service';
import type { Log } from '../../backend/lib/log';
import type { Artifacts, Changed, Facts, FindServable, Registry, Servable } from '../contract';
import type { Serving } from '../serving/contract';
import { firstRelease } from './release';
import { ReleaseStore, type RevisionRecord, type ServiceRecord } from './release-store';
import { RunningService, type ServiceParts, type Who } from './running-service';
import { ServiceFacts } from './service-facts';
import { rowOf, serviceOf } from './service-view';

export { MIGRATIONS } from './tables';

export type ServicesOptions = {
  readonly registry: Registry;
  readonly artifacts: Artifacts;
  readonly findServable: FindServable;
  readonly facts: Facts;
  /** Called with the first service that there is. */
  readonly startServing: () => Promise<Serving>;
  readonly changed: Changed;
  readonly log: Log;
  readonly now: () => number;
};

type Deliver = Parameters<Handlers<typeof engineApi>['engine.deliver']>[0];
type Start = Extract<ServiceCommand, { verb: 'start' }>;
type Verbs = typeof servicesApi & Pick<typeof engineApi, 'engine.deliver' | 'engine.ruleActs' | 'engine.ruleRecorded'>;

const AGAIN_MS = 5_000;

/** The services of the workspace: what they serve, and how their releases stand. */
export class Services {
  readonly #options: ServicesOptions;
  readonly #store: ReleaseStore;
  readonly #facts: ServiceFacts;
  readonly #running = new Map<string, RunningService>();
  #serving: Serving | null = null;
  #starting: Promise<ServiceParts> | null = null;
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ServicesOptions) {
    this.#options = options;
    this.#store = new ReleaseStore(options.registry);
    this.#facts = new ServiceFacts(options.facts, options.now);
    this.#facts.describe((name) => this.#running.get(name));
  }

  /** Brings everything up as it was, split included; nobody waits for it. Where there is no gateway it is tried again. */
  open(): void {
    this.#open().catch((error: unknown) => {
      if (this.#closed) return;
      this.#options.log.error('services are not served', { text: String(error) });
      this.#again = setTimeout(() => this.open(), AGAIN_MS);
    });
  }

  async #open(): Promise<void> {
    const records = this.#store.services();
    if (records.length === 0) return;
    const parts = await this.#parts();
    const services = records.map((record) => this.#add(new RunningService(record, this.#store.revisions(record.name), parts)));
    for (const service of services) service.advance({ verb: 'reopened' });
    await Promise.all(services.map((service) => service.apply()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#again);
    for (const service of this.#running.values()) service.close();
    await this.#starting?.catch(() => undefined);
    await this.#serving?.close();
  }

  readonly handlers: Handlers<Verbs> = {
    'services.list': () => ({
      services: [...this.#running.values()].map(rowOf).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      uri: this.#serving?.uri ?? null,
    }),
    'services.get': ({ service }) => serviceOf(this.#need(service), this.#serving?.uri ?? null, this.#store.acts(service)),
    'services.figures': async ({ service, since, bucketMs }) => ({
      now: this.#options.now(),
      buckets: [...(await this.#servingOf(service).figures(service, since, bucketMs))],
    }),
    'services.requests': async ({ service }) => ({ requests: [...(await this.#servingOf(service).requests(service))] }),
    'services.change': async ({ service, settings }) => {
      const running = this.#need(service);
      const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
      await running.change({ ...running.record.settings, ...given });
      return running.record.settings;
    },
    'services.try': ({ service, revision, body }) => this.#servingOf(service).infer(service, revision, body),
    'engine.deliver': (asked, { signal }) => this.#deliver(asked, signal as AbortSignal),
    'engine.ruleActs': () => ({ acts: this.#store.unrecorded() }),
    'engine.ruleRecorded': ({ n, entry, ledger }) => {
      this.#options.registry.write(() => this.#store.noteEntry(n, entry, ledger), true);
      return {};
    },
  };

  async #deliver({ service: name, uid, expected, command, ...who }: Deliver, signal: AbortSignal) {
    if (command.verb === 'start') return this.#start(name, uid, expected, command, who, signal);
    const service = this.#need(name);
    const { verb } = command;
    const isKnown = (revision: number) => service.revisions.some(({ number }) => number === revision);
    if (verb === 'roll-back' && !isKnown(command.revision))
      throw new AppError(failure('not-found', { reason: 'revision-gone', values: { revision: String(command.revision) } }));
    const asked = verb === 'roll-back' ? { ...command, loaded: service.isReady(command.revision) } : { verb };
    await service.obey(asked, expected ?? 0, who);
    return answerOf(service);
  }

  /** A candidate, or the first revision of a service that is made by it. It is being loaded when this resolves. */
  async #start(name: string, uid: string, expected: number | null, { model, version, release }: Start, who: Who, signal: AbortSignal) {
    const servable = await this.#options.findServable(model, version, signal);
    const parts = await this.#parts();
    const service = this.#running.get(name);
    const { now } = this.#options;
    if ((service?.state.generation ?? null) !== expected)
      throw new AppError(
        failure('conflict', { reason: service ? 'object-changed' : 'service-unknown', values: { service: name, state: service?.state.state ?? '' } }),
      );
    const revision = revisionOf(servable, version, (service?.revisions.at(-1)?.number ?? 0) + 1, who, now());
    if (!service) {
      const record = { name, uid, createdAt: now(), model, settings: DEFAULT_SETTINGS, release: firstRelease(release ?? DEFAULT_RELEASE, now()) };
      return answerOf(this.#make(record, revision, who, parts));
    }
    if (service.record.model !== model)
      throw new AppError(failure('conflict', { reason: 'service-other-model', values: { service: name, model: service.record.model } }));
    await service.obey({ verb: 'start', revision: revision.number, plan: release ?? service.state.plan }, expected ?? 0, who, revision);
    return answerOf(service);
  }

  #make(record: ServiceRecord, revision: RevisionRecord, who: Who, parts: ServiceParts): RunningService {
    const { registry, changed } = this.#options;
    registry.write(() => {
      this.#store.addService(record);
      this.#store.addRevision(record.name, revision);
      this.#store.addAct(record.name, { at: record.createdAt, verb: 'start', revision: 1, weight: 100, failure: null, ...who });
      this.#facts.made(record, revision);
      this.#facts.moved(record.name, null, record.release);
    }, true);
    const service = this.#add(new RunningService(record, [revision], parts));
    changed('services', record.name);
    void service.apply();
    return service;
  }

  #add(service: RunningService): RunningService {
    this.#running.set(service.record.name, service);
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

  /** What services are built with, once there is a gateway. One that did not come up is tried again by whoever asks next. */
  #parts(): Promise<ServiceParts> {
    this.#starting ??= this.#bringUp().catch((error: unknown) => {
      this.#starting = null;
      throw error;
    });
    return this.#starting;
  }

  async #bringUp(): Promise<ServiceParts> {
    const { registry, artifacts, changed, log, now, startServing } = this.#options;
    const serving = await startServing();
    if (this.#closed) {
      await serving.close();
      throw new AppError(failure('cancelled'));
    }
    this.#serving = serving;
    serving.onHost((name, revision, state) => this.#running.get(name)?.heard(revision, state));
    return { store: this.#store, registry, artifacts, facts: this.#facts, serving, changed, log, now };
  }
}

const answerOf = ({ state }: RunningService) => ({ at: state.since, generation: state.generation });

const revisionOf = ({ digest, file, signature }: Servable, version: number, number: number, { by, why }: Who, now: number): RevisionRecord => ({
  number,
  version,
  modelDigest: digest,
  digest: file.digest,
  bytes: file.bytes,
  signature,
  createdAt: now,
  by,
  why,
  everStable: false,
});
