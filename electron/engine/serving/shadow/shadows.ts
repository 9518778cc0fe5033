import type { ShadowBucket } from '../../../../shared/models/service';
import type { Shadow } from '../contract';
import type { Call } from '../gateway/call';
import type { Host } from '../gateway/host';
import { keptBody, type PayloadTap } from '../payload/payload-log';
import { errorBody } from '../protocol/protocol-error';
import type { Body } from '../protocol/read-request';
import type { Done } from '../thread-messages';
import { compareAnswers } from './compare-answers';
import { PrometheusShadow } from './prometheus-shadow';
import { ShadowMeter } from './shadow-meter';

/** What waits for its turn at a candidate; more is dropped. */
const WAITING_MAX = 64;
const BYTES_MAX = 8_000_000;
const WAIT_MAX_MS = 1_000;
/** At the candidate at once. Where requests come to it as well there is one, and they wait for no more than that. */
const AT_ONCE = 8;
const AT_ONCE_BESIDE = 1;
/** Longer answers are not held to be compared. */
const COMPARED_MAX = 32_768;
/** Of the gateway's time, for comparing. */
const COMPARING_SHARE = 0.02;
const COMPARING_MOST_MS = 20;

export const SHADOW_HEADER = 'x-pilothouse-shadow';

export type ShadowsOptions = {
  readonly service: string;
  readonly hosts: ReadonlyMap<number, Host>;
  readonly timeoutMs: () => number;
};

/** To be told of the answer that the caller got. */
export type Shadowed = { answered(status: number, body: Body): void };

type Waiting = {
  readonly at: number;
  readonly call: Call;
  readonly bytes: number;
  readonly id: string;
  readonly payloads: PayloadTap | null;
  readonly pair: Pair;
};
type Counted = { readonly meter: ShadowMeter; readonly prometheus: PrometheusShadow };
/** The two answers; null: none that could be compared. */
type Pair = { real?: Body | null; shadow?: Body | null };

/** One candidate, and what waits for it. */
type Lane = {
  readonly revision: number;
  share: number;
  /** Callers meet it too. */
  isBeside: boolean;
  readonly counted: Counted;
  waiting: Waiting[];
  bytes: number;
  underWay: number;
};

/**
 * Sends a candidate a share of what others answer. Its answers go to nobody, and nobody waits for them: what it has no time for is
 * dropped, and counted.
 */
export class Shadows {
  readonly #counted = new Map<number, Counted>();
  #lane: Lane | null = null;
  #comparingMs = COMPARING_MOST_MS;
  #comparedAt = performance.now();
  #isDue = false;

  constructor(private readonly options: ShadowsOptions) {}

  /** `isBeside`: callers meet the candidate too. */
  want(shadow: Shadow | null, isBeside: boolean): void {
    if (shadow && this.#lane?.revision === shadow.revision) {
      this.#lane.share = shadow.share;
      this.#lane.isBeside = isBeside;
      return;
    }
    // What is under way is counted for the one that it was sent to; what waits is let go of.
    const counted = shadow && this.#countedOf(shadow.revision);
    this.#lane = shadow && counted && { ...shadow, isBeside, counted, waiting: [], bytes: 0, underWay: 0 };
  }

  /** Called before the body is given away to whoever answers. Null: this one is not chosen, or it is dropped. */
  begin(call: Call, answeredBy: number, id: string, payloads: PayloadTap | null, isBusy: boolean): Shadowed | null {
    const lane = this.#lane;
    if (!lane || lane.revision === answeredBy || call.revision !== null) return null;
    if (lane.share < 100 && Math.random() * 100 >= lane.share) return null;
    const bytes = typeof call.content === 'string' ? call.content.length : call.content.byteLength;
    const isReady = this.options.hosts.get(lane.revision)?.isReady ?? false;
    if (isBusy || !isReady || lane.waiting.length >= WAITING_MAX || lane.bytes + bytes > BYTES_MAX) {
      this.#drop(lane);
      return null;
    }
    const content = typeof call.content === 'string' ? call.content : call.content.slice();
    const pair: Pair = {};
    lane.waiting.push({ at: performance.now(), call: { ...call, content }, bytes, id, payloads, pair });
    lane.bytes += bytes;
    this.#soon();
    return {
      answered: (status, body) => {
        pair.real = comparable(status, body);
        this.#compare(lane, pair);
      },
    };
  }

  /** Behind the request that it is a shadow of. */
  #soon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.next();
    });
  }

  /** The candidate may have time now. */
  next(): void {
    const lane = this.#lane;
    if (!lane || lane.waiting.length === 0) return;
    const host = this.options.hosts.get(lane.revision);
    while (lane.underWay < (lane.isBeside ? AT_ONCE_BESIDE : AT_ONCE)) {
      if (host && host.underWay > lane.underWay) return; // requests of callers go first
      const waiting = lane.waiting.shift();
      if (!waiting) return;
      lane.bytes -= waiting.bytes;
      if (!host?.isReady || performance.now() - waiting.at > WAIT_MAX_MS) this.#drop(lane);
      else this.#send(lane, host, waiting);
    }
  }

  /** Nothing more is sent. */
  end(): void {
    this.want(null, false);
  }

  #send(lane: Lane, host: Host, { call, id, payloads, pair }: Waiting): void {
    const { content, head, headers } = call;
    const request = payloads ? keptBody(call) : null; // before it is given away
    const started = performance.now();
    const sentAt = Date.now();
    const timeoutMs = this.options.timeoutMs();
    let isOpen = true;
    const close = ([, status, body, length, usedId]: Done) => {
      if (!isOpen) return;
      isOpen = false;
      clearTimeout(late);
      const ms = performance.now() - started;
      lane.counted.meter.add(Date.now(), status, ms);
      lane.counted.prometheus.add(status, ms);
      const response = { content: body, head: length };
      payloads?.add({ at: sentAt, id: usedId || id, revision: lane.revision, status, ms, request, response: keptBody(response), shadow: true });
      pair.shadow = comparable(status, response);
      this.#compare(lane, pair);
    };
    const late = setTimeout(() => close([0, 504, errorBody(`The model did not answer within ${timeoutMs} ms.`), null, id, 0]), timeoutMs);
    lane.underWay += 1;
    const settle = (done: Done) => {
      lane.underWay -= 1; // also of one that was given up: the model was busy with it until now
      close(done);
      if (lane === this.#lane) this.next();
    };
    host.submit(id, content, head, settle, { ...headers, [SHADOW_HEADER]: '1' });
  }

  #drop({ counted }: Lane): void {
    counted.meter.drop(Date.now());
    counted.prometheus.drop();
  }

  /** Once both are there, and as far as there is time for it. */
  #compare({ counted }: Lane, { real, shadow }: Pair): void {
    if (!real || !shadow) return;
    const started = performance.now();
    this.#comparingMs = Math.min(COMPARING_MOST_MS, this.#comparingMs + (started - this.#comparedAt) * COMPARING_SHARE);
    this.#comparedAt = started;
    if (this.#comparingMs <= 0) return;
    const difference = compareAnswers(real, shadow);
    this.#comparingMs -= performance.now() - started;
    if (!difference) return;
    counted.meter.compared(Date.now(), difference);
    counted.prometheus.compared(difference);
  }

  #countedOf(revision: number): Counted {
    let counted = this.#counted.get(revision);
    if (!counted)
      this.#counted.set(revision, (counted = { meter: new ShadowMeter(revision), prometheus: new PrometheusShadow(this.options.service, revision) }));
    return counted;
  }

  figures(since: number, bucketMs: number | null): ShadowBucket[] {
    return [...this.#counted.values()]
      .flatMap(({ meter }) => meter.figures(since, bucketMs, Date.now()))
      .toSorted((a, b) => a.at - b.at || a.revision - b.revision);
  }
  get metrics(): PrometheusShadow[] {
    return [...this.#counted.values()].map(({ prometheus }) => prometheus);
  }
}

/** Null: an error, or too long to be held. */
function comparable(status: number, body: Body): Body | null {
  const length = typeof body.content === 'string' ? body.content.length : body.content.byteLength;
  return status === 200 && length <= COMPARED_MAX ? body : null;
}
