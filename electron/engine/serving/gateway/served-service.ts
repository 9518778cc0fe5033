import { randomUUID } from 'node:crypto';
import { AppError, failure } from '../../../../shared/models/failure';
import type { PayloadSettings } from '../../../../shared/models/payload';
import type { ArmBucket, HostState, SeenRequest, ServiceSettings, ShadowBucket } from '../../../../shared/models/service';
import type { HeldRevision, WantedService } from '../contract';
import { ArmMeter } from '../meters/arm-meter';
import { type Gauges, PrometheusArm } from '../meters/prometheus';
import { errorOf, SeenRequests, shown } from '../meters/seen-requests';
import type { LiveCounting, LiveTap } from '../live/live-counting';
import { maskedLater, type Treatments, treatmentsOf } from '../payload/kept-body';
import { keptBody, type PayloadLog, type PayloadTap } from '../payload/payload-log';
import { errorBody } from '../protocol/protocol-error';
import type { Done, ThreadEntry } from '../thread-messages';
import { ServerHost, type ServerPort } from '../server/server-host';
import { Shadows } from '../shadow/shadows';
import type { Answered, Call } from './call';
import type { Host } from './host';
import { ModelHost } from './model-host';
import { areWeights, Split } from './split';

type Waiting = { readonly call: Call; readonly at: number; readonly answer: (answered: Answered) => void; timer: NodeJS.Timeout | undefined };

export type ServiceOptions = {
  readonly name: string;
  readonly settings: ServiceSettings;
  readonly entry: ThreadEntry;
  readonly loading: { bytes: number };
  readonly servers: ServerPort;
  readonly onHost: (revision: number, state: HostState | null) => void;
  /** Absent: nothing is logged, nothing counted. */
  readonly live?: LiveCounting;
  readonly payloads?: PayloadLog;
};

/** One service: its revisions, its split, and the requests on their way. */
export class ServedService {
  settings: ServiceSettings;
  readonly #hosts = new Map<number, Host>();
  readonly #arms = new Map<number, { readonly meter: ArmMeter; readonly prometheus: PrometheusArm }>();
  #seen = new SeenRequests();
  #features = '[]';
  #treatments: Treatments = new Map();
  readonly #unanswered = new Map<number, number>();
  #payloads: PayloadTap | undefined;
  readonly #live: LiveTap | undefined;
  readonly #shadows: Shadows;
  #split = new Split([]);
  #puts = 0;
  #active = 0;
  #queue: Waiting[] = [];

  constructor(private readonly options: ServiceOptions) {
    this.settings = options.settings;
    this.#live = options.live?.tap(options.name);
    this.#shadows = new Shadows({ service: options.name, hosts: this.#hosts, timeoutMs: () => this.settings.timeoutMs });
  }

  get name(): string {
    return this.options.name;
  }
  get hosts(): ReadonlyMap<number, Host> {
    return this.#hosts;
  }
  /** Every revision that has traffic can answer, and there is one. */
  get isReady(): boolean {
    const weighted = this.#split.weights.filter(({ weight }) => weight > 0);
    return weighted.length > 0 && weighted.every(({ revision }) => this.#hosts.get(revision)?.isReady);
  }
  /** The one that a caller who names none meets most; null: none has traffic. */
  get foremost(): Host | null {
    const [first] = this.#split.weights.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight);
    return (first && this.#hosts.get(first.revision)) ?? null;
  }

  /** Loads what is new, then moves the weights, then lets go of what is not named. @throws AppError; weights and settings are then as they were */
  async put({ held, weights, settings, shadow = null }: WantedService): Promise<void> {
    if (!areWeights(weights, new Set(held.map(({ revision }) => revision)))) throw new AppError(failure('invalid', { reason: 'weights-malformed' }));
    const put = ++this.#puts;
    this.#payloads = this.options.payloads?.keep(this.name, settings.payload); // at once: what is to be masked does not wait for a model
    this.#mask(settings.payload.features);
    this.options.live?.keep(this.name, settings.payload.features);
    const weighted = weights.filter(({ weight }) => weight > 0).map(({ revision }) => revision);
    for (const one of held) {
      const host = this.#hosts.get(one.revision);
      const isSpent = host?.state.state === 'failed' && weighted.includes(one.revision);
      if (host && host.digest === one.digest && !isSpent) continue;
      if (host) void host.drain(this.#drainMs);
      this.#hosts.set(one.revision, this.#hostOf(one));
    }
    for (const revision of weighted) {
      const state = await this.#hosts.get(revision)?.settled();
      if (put !== this.#puts) throw new AppError(failure('cancelled'));
      if (state?.state === 'ready') continue;
      throw new AppError(state?.failure ?? failure('conflict', { reason: 'revision-not-ready', values: { revision: String(revision) } }));
    }
    this.settings = settings;
    this.#split = new Split(weights, this.#split.place);
    for (const host of this.#hosts.values()) host.batch(settings.batching);
    this.#shadows.want(
      shadow,
      weighted.some((revision) => revision === shadow?.revision),
    );
    const named = new Set(held.map(({ revision }) => revision));
    for (const [revision, host] of this.#hosts) {
      if (named.has(revision)) continue;
      this.#hosts.delete(revision);
      void host.drain(this.#drainMs);
    }
  }

  #hostOf(held: HeldRevision): Host {
    const { entry, loading, onHost, servers, name: service } = this.options;
    const onState = (state: HostState | null) => onHost(held.revision, state);
    const { server } = held;
    if (!server) return new ModelHost({ service, held, entry, loading, onState });
    return new ServerHost({ service, held: { ...held, server }, servers, timeoutMs: () => this.settings.timeoutMs, onState });
  }

  /** Whoever asked has been told by then, one way or the other. */
  get #drainMs(): number {
    return this.settings.timeoutMs + 1_000;
  }

  /** No more comes in; resolves once all that was under way is answered. */
  async drain(): Promise<void> {
    this.#puts += 1;
    this.#split = new Split([]);
    this.#shadows.end();
    for (const waiting of this.#queue.splice(0))
      this.#finish(waiting, { status: 503, revision: null, content: errorBody('The service is going away.'), head: null });
    const hosts = [...this.#hosts.values()];
    this.#hosts.clear();
    await Promise.all(hosts.map((host) => host.drain(this.#drainMs)));
  }

  /** Answers exactly once. */
  infer(call: Call, answer: (answered: Answered) => void): void {
    const waiting: Waiting = { call, at: performance.now(), answer, timer: undefined };
    if (this.#active < this.settings.concurrent) return this.#start(waiting);
    if (this.#queue.length >= this.settings.queued) return this.#refuse(waiting, 429, `${this.#queue.length} requests wait already; no more are taken.`);
    waiting.timer = setTimeout(() => {
      this.#queue = this.#queue.filter((other) => other !== waiting);
      this.#refuse(waiting, 504, `The request waited ${this.settings.timeoutMs} ms for its turn.`);
    }, this.settings.timeoutMs);
    this.#queue.push(waiting);
  }

  /** Here and now the revision is chosen: nothing that waited goes where the weights do not point any more. */
  #start(waiting: Waiting): void {
    const { call, at } = waiting;
    clearTimeout(waiting.timer);
    const revision = call.revision ?? (call.key === null ? this.#split.next() : this.#split.of(`${this.name}\n${call.key}`));
    const host = revision === null ? undefined : this.#hosts.get(revision);
    if (revision === null || !host) {
      const [status, text] =
        call.revision === null ? [503, 'No revision of the service has traffic.'] : [404, `The service holds no version ${call.revision}.`];
      return this.#refuse(waiting, status, text);
    }
    const isMasked = this.#treatments.size > 0;
    const before = isMasked ? '' : shown(call.content, call.head); // bytes are given away to the model's thread
    const payloads = this.#payloads?.samples() ? this.#payloads : null;
    const isKept = payloads !== null || isMasked || this.#live?.isOpen === true;
    const request = isKept ? keptBody(call) : null;
    const sentAt = Date.now();
    const id = call.id ?? randomUUID();
    const shadow = this.#shadows.begin(call, revision, id, payloads, this.#queue.length > 0);
    let isOpen = true;
    const close = ([, status, content, head, usedId]: Done) => {
      if (!isOpen) return;
      isOpen = false;
      clearTimeout(waiting.timer);
      this.#finish(waiting, { status, revision, content, head });
      shadow?.answered(status, { content, head });
      const ms = performance.now() - at;
      this.#count(revision, status, ms);
      const own = usedId || id;
      const row = isKept ? { at: sentAt, id: own, revision, status, ms, request, response: keptBody({ content, head }) } : null;
      if (row) payloads?.add(row);
      if (row && status === 200 && this.#live?.isOpen) this.#live.add([sentAt, revision, row.request, row.response]);
      if (row && isMasked) this.#seen.add(maskedLater(row, this.#treatments));
      else this.#seen.add({ at: Date.now(), id: own, revision, status, ms, inputs: before, outputs: shown(content, head), error: errorOf(status, content) });
    };
    this.#active += 1;
    const left = this.settings.timeoutMs - (performance.now() - at);
    waiting.timer = setTimeout(() => close([0, 504, errorBody(`The model did not answer within ${this.settings.timeoutMs} ms.`), null, id, 0]), left);
    const settle = (done: Done) => {
      this.#active -= 1; // also of one that nobody waits for: the model was busy with it until now
      close(done);
      this.#next();
      this.#shadows.next();
    };
    host.submit(id, call.content, call.head, settle, call.headers);
  }

  #next(): void {
    while (this.#active < this.settings.concurrent) {
      const waiting = this.#queue.shift();
      if (!waiting) return;
      if (waiting.call.isGone()) this.#refuse(waiting, 499, 'The caller is gone.');
      else this.#start(waiting);
    }
  }

  #refuse(waiting: Waiting, status: number, text: string): void {
    clearTimeout(waiting.timer);
    this.#unanswered.set(status, (this.#unanswered.get(status) ?? 0) + 1);
    this.#finish(waiting, { status, revision: null, content: errorBody(text), head: null });
  }

  #finish(waiting: Waiting, answered: Answered): void {
    waiting.answer(answered);
  }

  /** What was seen before by other rules is shown no more. */
  #mask(features: PayloadSettings['features']): void {
    const text = JSON.stringify(features);
    if (text === this.#features) return;
    this.#features = text;
    this.#treatments = treatmentsOf(features);
    this.#seen = new SeenRequests();
  }

  #count(revision: number, status: number, ms: number): void {
    const at = Date.now();
    let arm = this.#arms.get(revision);
    if (!arm) this.#arms.set(revision, (arm = { meter: new ArmMeter(revision), prometheus: new PrometheusArm(this.name, revision) }));
    arm.meter.add(at, status, ms);
    arm.prometheus.add(status, ms);
  }

  figures(since: number, bucketMs: number | null): ArmBucket[] {
    return [...this.#arms.values()]
      .flatMap(({ meter }) => meter.figures(since, bucketMs, Date.now()))
      .toSorted((a, b) => a.at - b.at || a.revision - b.revision);
  }
  shadows(since: number, bucketMs: number | null): ShadowBucket[] {
    return this.#shadows.figures(since, bucketMs);
  }
  get shadowMetrics(): Shadows['metrics'] {
    return this.#shadows.metrics;
  }
  requests(): SeenRequest[] {
    return this.#seen.list();
  }
  get arms(): PrometheusArm[] {
    return [...this.#arms.values()].map(({ prometheus }) => prometheus);
  }
  get gauges(): Gauges {
    return { service: this.name, active: this.#active, queued: this.#queue.length, unanswered: this.#unanswered };
  }
}
