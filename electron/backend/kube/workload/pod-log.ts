import { z } from 'zod';
import { AppError, type Failure, failure, failureOf } from '../../../../shared/models/failure';
import { Backoff } from '../../lib/backoff';
import { bodyChunks } from '../answer-body';
import type { Requester } from '../json-request';
import { Nap } from '../nap';
import { readObject } from '../read-object';
import { collectionPath } from '../resource';
import { retryAfterMs } from '../status';
import { type LogLine, LogLines } from './log-lines';
import { LogOverlap } from './log-overlap';
import { PODS } from './pods';

export type FollowedLog = {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The container before its last restart. */
  readonly previous: boolean;
  /** Lines to begin with. */
  readonly tail: number;
};

/** `gap`: lines may be missing before these. `failure`: what was said last, while it goes wrong. */
export type LogTold = {
  readonly lines: readonly { readonly at: number | null; readonly text: string }[];
  readonly gap: boolean;
  readonly state: 'opening' | 'following' | 'ended' | 'reconnecting' | 'failed';
  readonly failure: string | null;
};

/** Names that Kubernetes takes: whatever else stood in the path would lead elsewhere. */
const POD_NAME = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;
const TELL_EVERY_MS = 50;
const TELL_AT_LINES = 500;
const RETRY = { baseMs: 500, capMs: 10_000 };
const HEAD_WITHIN_MS = 30_000;
/** What the kubelet says of a container that has not started yet. */
const NOT_STARTED = /waiting to start|PodInitializing|ContainerCreating|is not available|does not have a host assigned/;

/** Follows a container's log until it ends or `signal` aborts, over broken links. Never throws. */
export function followLog(requester: Requester, log: FollowedLog, out: (told: LogTold) => void, signal: AbortSignal): void {
  const follower = new LogFollower(requester, log, out, signal);
  if (!POD_NAME.test(log.pod)) return follower.fail(failure('not-found', { text: 'no pod has such a name' }));
  // What we did not foresee is told like any other failure.
  follower.run().catch((error: unknown) => follower.fail(failureOf(error)));
}

class LogFollower {
  readonly #overlap = new LogOverlap();
  readonly #backoff = new Backoff(RETRY);
  readonly #nap = new Nap();
  #pending: { at: number | null; text: string }[] = [];
  #gap = false;
  #state: LogTold['state'] = 'opening';
  #failure: string | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly requester: Requester,
    private readonly log: FollowedLog,
    private readonly out: (told: LogTold) => void,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<void> {
    this.#tell();
    let running = await this.#instance();
    while (!this.signal.aborted) {
      const why = await this.#follow();
      if (this.signal.aborted) break;
      if (why === null) {
        // The stream ended in order: with its container, or with a proxy on the way.
        const now = await this.#instance();
        if (this.log.previous || now === null || now !== running) return this.#turn('ended', null);
        this.#turn('reconnecting', null);
      } else if (mends(why)) {
        this.#turn(this.#overlap.since === null && why.code === 'invalid' ? 'opening' : 'reconnecting', saidBy(why));
      } else return this.#turn('failed', saidBy(why));
      await this.#nap.sleep(Math.max(this.#backoff.next(), why ? retryAfterMs(why) : 0), this.signal);
      running ??= await this.#instance();
    }
    clearTimeout(this.#timer);
  }

  fail(why: Failure): void {
    if (!this.signal.aborted) this.#turn('failed', saidBy(why));
  }

  /** One stream from its opening to its end. @returns why it broke; null where it ended in order. */
  async #follow(): Promise<Failure | null> {
    const lines = new LogLines();
    try {
      const answer = await this.requester.request({ method: 'GET', path: this.#path(), accept: '*/*', long: true, headWithinMs: HEAD_WITHIN_MS }, this.signal);
      this.#overlap.reopen();
      this.#turn('following', null);
      for await (const chunk of bodyChunks(answer)) {
        this.#backoff.reset();
        for (const line of lines.push(chunk)) this.#line(line);
      }
      const rest = lines.rest();
      if (rest) this.#line(rest);
      return null;
    } catch (error) {
      return failureOf(error); // half a line at the break comes whole with the next stream
    }
  }

  #path(): string {
    const { namespace, pod, container, previous, tail } = this.log;
    const { since } = this.#overlap;
    const query = new URLSearchParams({
      container,
      timestamps: 'true',
      ...(previous ? { previous: 'true' } : { follow: 'true' }),
      ...(since === null ? { tailLines: String(tail) } : { sinceTime: since }),
    });
    return `${collectionPath(PODS, namespace)}/${encodeURIComponent(pod)}/log?${query}`;
  }

  /** Which run of the container there is now; null where none runs, or it is not known. */
  async #instance(): Promise<string | null> {
    const { namespace, pod, container } = this.log;
    try {
      const found = PodRuns.safeParse(await readObject(this.requester, { resource: PODS, namespace, name: pod }, this.signal));
      if (!found.success) return null;
      const { metadata, status } = found.data;
      const run = [...status.initContainerStatuses, ...status.containerStatuses].find(({ name, state }) => name === container && state.running !== undefined);
      return run ? `${metadata.uid} ${run.restartCount}` : null;
    } catch (error) {
      if (error instanceof AppError) return null; // only the log may be read, or the link is broken: the next stream shows
      throw error;
    }
  }

  #line(line: LogLine): void {
    const { isNew, gap } = this.#overlap.take(line);
    if (!isNew) return;
    if (gap) this.#tell(); // it stands before this line, not before those that came earlier
    this.#gap ||= gap;
    this.#pending.push({ at: line.at, text: line.text });
    if (this.#pending.length >= TELL_AT_LINES) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), TELL_EVERY_MS);
  }

  #turn(state: LogTold['state'], why: string | null): void {
    if (this.#pending.length > 0) this.#tell();
    this.#state = state;
    this.#failure = why;
    this.#tell();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.signal.aborted) return;
    const lines = this.#pending;
    this.#pending = [];
    this.out({ lines, gap: this.#gap, state: this.#state, failure: this.#failure });
    this.#gap = false;
  }
}

const Runs = z
  .array(z.object({ name: z.string(), restartCount: z.number().catch(0), state: z.object({ running: z.unknown().optional() }).catch({}) }))
  .nullish()
  .catch(null)
  .transform((runs) => runs ?? []);
const PodRuns = z.object({ metadata: z.object({ uid: z.string() }), status: z.object({ initContainerStatuses: Runs, containerStatuses: Runs }) });

/** What is likely another time: a broken link, a container that has not started yet. */
const mends = (why: Failure): boolean => why.retry === 'self' || (why.code === 'invalid' && NOT_STARTED.test(why.detail.text ?? ''));
const saidBy = ({ code, detail }: Failure): string => detail.text ?? detail.reason ?? code;
