import type { RunExit, RunResources } from '../../../shared/models/run';
import type { Log } from '../../backend/lib/log';
import type { LogFollower } from '../lib/logs/log-follower';
import { isAlive, type ProcessId } from '../lib/processes/process-table';
import { ProcessTree } from '../lib/processes/process-tree';
import { Resources } from '../lib/processes/resources';
import type { Ended } from './launch';
import type { Ending } from './run-store';

/** New lines of a log are seen after this at the latest. */
const LOOK_MS = 200;
const RESOURCES_MS = 2_000;
/** A process of ours that is gone has its exit told in a moment; one that is not ours never has. */
const EXIT_MS = 3_000;
/** Left to processes that outlive the first one of their run. */
const LEFTOVER_MS = 2_000;
export const GRACE_MS = 10_000;

export type RunEnd = Pick<RunExit, 'code' | 'signal' | 'cause'> & { readonly at: number };
export type ActiveRunOptions = {
  readonly run: string;
  readonly root: ProcessId;
  readonly follower: LogFollower;
  readonly startedAt: number;
  readonly timeLimitMs: number | null;
  /** It is a child of ours, whose exit is told by `exited`. Else its end is seen, and no more. */
  readonly ours: boolean;
  readonly graceMs: number;
  readonly now: () => number;
  readonly log: Log;
  /** Kept before anything is done about it. */
  readonly onEnding: (why: Ending) => void;
  readonly onMoved: () => void;
};

/** A run whose processes are there. */
export class ActiveRun {
  readonly tree: ProcessTree;
  /** Resolves once no process of it is left and its log is whole; never after `letGo`. */
  readonly ended: Promise<RunEnd>;
  resources: RunResources | null = null;
  readonly #usage = new Resources();
  #end: (end: RunEnd) => void = () => undefined;
  #exit: (Ended & { readonly at: number }) | null = null;
  #ending: Ending | null;
  #goneSince: number | null = null;
  #resourcesAt = Number.NEGATIVE_INFINITY;
  readonly #trainedBeforeMs: number;
  #timer: NodeJS.Timeout | undefined;
  #stage: 'following' | 'closing' | 'released' = 'following';

  constructor(
    private readonly options: ActiveRunOptions,
    ending: Ending | null,
  ) {
    this.tree = new ProcessTree(options.root, options.run);
    this.#ending = ending;
    // From here on a clock that is put forward or back ends nothing, and keeps nothing from ending.
    this.#trainedBeforeMs = Math.max(0, options.now() - options.startedAt) - performance.now();
    this.ended = new Promise((resolve) => (this.#end = resolve));
    if (ending) void this.stop(ending); // the engine before this one began it
    this.#timer = setTimeout(() => void this.#look(), 0);
  }

  get recentLines(): readonly string[] {
    return this.options.follower.recent;
  }

  get heardAt(): number | null {
    return this.options.follower.heardAt;
  }

  /** Told by whoever started the process. */
  exited(ended: Ended): void {
    this.#exit ??= { ...ended, at: this.options.now() };
    if (this.#stage === 'following') this.#lookNow();
  }

  /** Politely, then firmly; all processes. */
  async stop(why: Ending): Promise<void> {
    await (this.#stopping ??= this.#stop(why));
  }

  #stopping: Promise<void> | undefined;
  async #stop(why: Ending): Promise<void> {
    if (this.#stage !== 'following') return;
    if (!this.#ending) {
      this.options.onEnding(why);
      this.#ending = why;
    }
    const left = await this.tree.end(this.options.graceMs);
    if (left > 0) this.options.log.error('processes of a run could not be ended', { run: this.options.run, left });
    if (this.#stage === 'following') this.#lookNow();
  }

  /** Stops looking; the processes go on. */
  letGo(): void {
    this.#stage = 'released';
    clearTimeout(this.#timer);
    this.options.follower.close();
  }

  #lookNow(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), 0);
  }

  #looking = false;
  async #look(): Promise<void> {
    if (this.#looking || this.#stage !== 'following') return;
    this.#looking = true;
    let caughtUp = true;
    try {
      caughtUp = await this.#readLog();
      await this.#readResources();
      this.#keepTime();
      if (await this.#hasEnded()) return await this.#close();
    } catch (error) {
      this.options.log.error('a run could not be looked at', { run: this.options.run, text: String(error) }); // the next look may
    } finally {
      this.#looking = false;
      if (this.#stage === 'following') this.#timer = setTimeout(() => void this.#look(), this.#exit || !caughtUp ? 0 : LOOK_MS);
    }
  }

  #logFailed = false;
  async #readLog(): Promise<boolean> {
    try {
      return await this.options.follower.look();
    } catch (error) {
      // The disk may be full: what the run writes waits in its files until there is room.
      if (!this.#logFailed) this.options.log.warn('the log of a run cannot be kept now', { run: this.options.run, text: String(error) });
      this.#logFailed = true;
      return true;
    }
  }

  async #readResources(): Promise<void> {
    if (performance.now() - this.#resourcesAt < RESOURCES_MS) return;
    this.#resourcesAt = performance.now();
    this.resources = await this.#usage.read(await this.tree.members(), this.options.now());
    this.options.onMoved();
  }

  #keepTime(): void {
    const { timeLimitMs } = this.options;
    if (timeLimitMs !== null && !this.#ending && this.#trainedBeforeMs + performance.now() > timeLimitMs) void this.stop('time-limit');
  }

  async #hasEnded(): Promise<boolean> {
    if (this.#exit) return true;
    const { root, ours } = this.options;
    if (await isAlive(root)) return false;
    this.#goneSince ??= performance.now();
    return !ours || performance.now() - this.#goneSince > EXIT_MS;
  }

  /** The first process has ended: so does what is left of the others, and then the log is whole. */
  async #close(): Promise<void> {
    this.#stage = 'closing';
    const { run, follower, log, now, graceMs } = this.options;
    const at = this.#exit?.at ?? now();
    this.resources = null;
    const left = await this.tree.end(Math.min(LEFTOVER_MS, graceMs));
    if (left > 0) log.error('processes of a run could not be ended', { run, left });
    await follower.finish().catch((error: unknown) => log.warn('the end of a log could not be kept', { run, text: String(error) }));
    const cause = this.#ending ?? (this.#exit ? 'exited' : 'gone');
    this.#end({ code: this.#exit?.code ?? null, signal: this.#exit?.signal ?? null, cause, at });
  }
}
