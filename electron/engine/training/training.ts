import type { engineApi } from '../../../shared/api/engine';
import type { Handlers, Stop } from '../../../shared/api/verb';
import { AppError, type Failure, failure, failureOf } from '../../../shared/models/failure';
import type { RunningTraining } from '../contract';
import { LogFollower } from '../lib/logs/log-follower';
import { searchLog } from '../lib/logs/log-reader';
import { LogWriter } from '../lib/logs/log-writer';
import type { ProcessId } from '../lib/processes/process-table';
import { findFirst } from '../lib/processes/process-tree';
import { ActiveRun, GRACE_MS, type RunEnd } from './active-run';
import { type BeginNeeds, beginRun, currentUser, experimentName } from './begin-run';
import { lookOfCode } from './code-state';
import { endRun } from './end-run';
import { Environments } from './environments';
import type { Ended } from './launch';
import { LogBoard, watchLog } from './log-feed';
import type { TrainingNeeds } from './needs';
import { outputsOf } from './outputs';
import { Projects } from './projects';
import { planRepeat } from './repeat-run';
import { refuseQuarantined, resolveRun } from './resolve-run';
import { RunConcerns } from './run-concerns';
import { watchRun } from './run-live';
import { RunLooks } from './run-looks';
import { type RunMore, runMore } from './run-more';
import { clearLeftovers, placesOf, readToken } from './run-places';
import type { RunPlan } from './run-plan';
import { type Ending, RunStore } from './run-store';

export { MIGRATIONS } from './run-store';

type TrainingVerbs = Pick<
  typeof engineApi,
  'projects.list' | 'runs.start' | 'runs.cancel' | 'runs.repeat' | 'runs.live' | 'runs.concerns' | 'runs.log' | 'runs.searchLog'
>;
type Begun = { readonly root: ProcessId; readonly startedAt: number; readonly ours: boolean };

/** Runs of the workspace's own projects: they wait their turn, train as child processes that outlive this one, and end whole. */
export class Training implements RunningTraining {
  readonly #needs: BeginNeeds;
  readonly #store: RunStore;
  readonly #projects: Projects;
  readonly #active = new Map<string, ActiveRun>();
  /** From their turn to their first process. The value says why it is not wanted any more. */
  readonly #beginning = new Map<string, { ending: Ending | null; readonly abort: AbortController }>();
  readonly #looks: RunLooks;
  readonly #concerns = new RunConcerns();
  readonly #board = new LogBoard();
  readonly #movedListeners = new Set<(run: string) => void>();
  readonly #activeListeners = new Set<() => void>();
  readonly #stopSettings: Stop;
  readonly #watches = new Set<Stop>();
  /** What is under way: the end of it is waited for before the registry is closed. */
  readonly #underWay = new Set<Promise<unknown>>();
  #stopping = false;
  #closed = false;

  constructor(needs: TrainingNeeds) {
    const environments = new Environments(needs.env, needs.shippedNode);
    this.#store = new RunStore(needs.registry);
    this.#looks = new RunLooks(needs.records, this.#store, needs.now);
    this.#projects = new Projects(needs.places.root, environments, needs.changed);
    this.#needs = { ...needs, environments, projects: this.#projects, store: this.#store };
    this.#stopSettings = needs.settings.onChange(() => this.#pump());
    needs.facts.describe('code', (ids) => lookOfCode(ids, (path) => this.#projects.nameOf(path)));
  }

  readonly handlers: Handlers<TrainingVerbs> = {
    'projects.list': async () => ({ projects: await this.#projects.list() }),
    'runs.start': async ({ project, entryPoint, params, environment, name, timeLimitMs }) => {
      const run = await this.#enqueue({ project, entryPoint, params, environment, timeLimitMs, repeats: null }, name);
      return { run };
    },
    'runs.cancel': ({ run }) => {
      this.cancel(run);
      return {};
    },
    'runs.repeat': async ({ run }) => {
      const answer = await planRepeat(this.#needs, run);
      return 'missing' in answer ? { run: null, missing: answer.missing } : { run: await this.#enqueue(answer.plan, null), missing: [] };
    },
    'runs.live': ({ run }, feed) => {
      const look = this.#looks.begin(run);
      return this.#untilClosed(watchRun(run, feed, this.#needs.records, () => look(this.#active.get(run)), this.#onMoved));
    },
    'runs.concerns': (_, feed) => this.#untilClosed(this.#concerns.watch(feed)),
    'runs.log': ({ run, tail }, feed) =>
      this.#untilClosed(watchLog(placesOf(this.#needs.places, run).log, run, tail, feed, this.#board, () => this.isActive(run))),
    'runs.searchLog': async ({ run, text, before, limit }, { signal }) => await searchLog(placesOf(this.#needs.places, run).log, text, before, limit, signal),
  };

  /** Finds again what went on while no engine was there. Once, before anything else. */
  async open(): Promise<void> {
    for (const run of this.#store.inState('starting')) {
      const argv = this.#store.find(run)?.start?.argv ?? [];
      this.#store.setRunning(run, await findFirst(run, argv.slice(1)));
    }
    for (const run of this.#store.inState('running')) this.#adopt(run);
    clearLeftovers(this.#needs.places, (run) => this.isActive(run), this.#needs.tokens);
    this.#pump();
  }

  active(): number {
    return new Set([...this.#active.keys(), ...this.#beginning.keys(), ...this.#store.inState('waiting')]).size;
  }

  isActive(run: string): boolean {
    return this.#active.has(run) || this.#beginning.has(run) || this.#store.find(run)?.state === 'waiting';
  }

  onActive(listener: () => void): Stop {
    this.#activeListeners.add(listener);
    return () => void this.#activeListeners.delete(listener);
  }

  async stopAll(): Promise<void> {
    this.#stopping = true;
    for (const run of this.#store.inState('waiting')) this.cancel(run);
    for (const run of this.#active.keys()) this.cancel(run);
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    this.#stopping = false;
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#watches) stop();
    this.#stopSettings();
    this.#projects.close();
    for (const active of this.#active.values()) active.letGo();
  }

  more(run: string): RunMore {
    const at = this.#waiting().indexOf(run);
    return runMore(this.#store.find(run), at < 0 ? null : at + 1);
  }

  /** @throws AppError `run-not-ours`, `run-not-active` */
  cancel(run: string): void {
    const beginning = this.#beginning.get(run);
    const active = this.#active.get(run);
    if (active) return void this.#track(active.stop('cancelled'));
    if (beginning) {
      this.#store.setEnding(run, 'cancelled');
      beginning.ending = 'cancelled';
      beginning.abort.abort();
      return;
    }
    const stored = this.#store.find(run);
    if (!stored) throw new AppError(failure('unsupported', { reason: 'run-not-ours', values: { run } }));
    if (stored.state !== 'waiting') throw new AppError(failure('conflict', { reason: 'run-not-active', values: { run } }));
    this.#track(this.#end(run, { code: null, signal: null, cause: 'cancelled', at: this.#needs.now() }, null));
  }

  #untilClosed(stop: Stop): Stop {
    const once = () => {
      if (this.#watches.delete(once)) stop();
    };
    this.#watches.add(once);
    return once;
  }

  async #enqueue(plan: RunPlan, name: string | null): Promise<string> {
    const { registry, records, places, datasets, environments, now } = this.#needs;
    this.#needs.admit(0);
    const project = await this.#projects.read(plan.project);
    // Code that is repeated may have had other parameters: what it needs is judged when it is there again.
    const { values } = plan.repeats ? { values: null } : await resolveRun(plan, project, environments, places.root);
    if (values) await refuseQuarantined(values, datasets, outputsOf(this.#needs, plan));
    const params = values?.given ?? plan.params;
    const run = registry.write(() => {
      const id = records.createRun({
        experiment: experimentName({ project }),
        name,
        state: 'queued',
        origin: 'process',
        entryPoint: plan.entryPoint,
        user: currentUser(),
        startedAt: now(),
        params,
        tags: {},
      });
      this.#store.add(id, { ...plan, params }, now());
      return id;
    });
    this.#tell(run);
    this.#pump();
    return run;
  }

  #pump(): void {
    if (this.#closed || this.#stopping) return;
    const free = this.#needs.settings.current.runsAtOnce - this.#active.size - this.#beginning.size;
    for (const run of this.#waiting().slice(0, Math.max(0, free))) this.#track(this.#begin(run));
  }

  /** In the order of their turns. */
  #waiting(): string[] {
    return this.#store.inState('waiting').filter((run) => !this.#beginning.has(run));
  }

  async #begin(run: string): Promise<void> {
    const beginning: { ending: Ending | null; readonly abort: AbortController } = { ending: null, abort: new AbortController() };
    this.#beginning.set(run, beginning);
    const stored = this.#store.find(run);
    const heard: { active?: ActiveRun; early?: Ended } = {};
    let follower: LogFollower | undefined;
    try {
      if (!stored) return;
      this.#store.setTurn(run, this.#needs.now());
      this.#needs.changed('runs', run);
      const begun = await beginRun(this.#needs, run, stored.plan, {
        isWanted: () => !beginning.ending && !this.#closed,
        isOpen: () => !this.#closed,
        signal: beginning.abort.signal,
        onReady: (token) => void (follower = this.#follow(run, token)),
        onExit: (ended) => (heard.active ? heard.active.exited(ended) : void (heard.early = ended)),
      });
      if (this.#closed) follower?.close();
      else if (begun && follower) {
        heard.active = this.#watch(run, follower, { ...begun, ours: true }, null, stored.plan.timeLimitMs);
        if (heard.early) heard.active.exited(heard.early);
        if (beginning.ending) this.#track(heard.active.stop(beginning.ending));
      } else if (beginning.ending) await this.#end(run, { code: null, signal: null, cause: beginning.ending, at: this.#needs.now() }, null);
    } catch (error) {
      follower?.close();
      const cause = beginning.ending ?? 'start-failed';
      await this.#end(run, { code: null, signal: null, cause, at: this.#needs.now() }, beginning.ending ? null : failureOf(error));
    } finally {
      this.#beginning.delete(run);
      if (!this.#closed) this.#tell(run);
      this.#pump();
    }
  }

  #adopt(run: string): void {
    const stored = this.#store.find(run);
    if (!stored?.process) return;
    const follower = this.#follow(run, readToken(placesOf(this.#needs.places, run)));
    const begun = { root: stored.process, startedAt: stored.startedAt ?? this.#needs.now(), ours: false };
    this.#watch(run, follower, begun, stored.ending, stored.plan.timeLimitMs);
  }

  #follow(run: string, token: string | null): LogFollower {
    const own = placesOf(this.#needs.places, run);
    return new LogFollower(own, new LogWriter(own.log), token, this.#needs.now, (lines) => this.#board.tell(run, lines));
  }

  #watch(run: string, follower: LogFollower, { root, startedAt, ours }: Begun, ending: Ending | null, timeLimitMs: number | null): ActiveRun {
    const { now, log, graceMs = GRACE_MS } = this.#needs;
    const onEnding = (why: Ending) => this.#store.setEnding(run, why);
    const onMoved = () => {
      this.#tellMoved(run);
      const facts = this.#looks.facts(run, active);
      if (facts) this.#concerns.look(run, facts.name, facts);
    };
    const active = new ActiveRun({ run, root, follower, startedAt, timeLimitMs, ours, graceMs, now, log, onEnding, onMoved }, ending);
    this.#active.set(run, active);
    this.#track(active.ended.then(async (end) => await this.#end(run, end, null)));
    this.#tell(run);
    return active;
  }

  async #end(run: string, end: RunEnd, why: Failure | null): Promise<void> {
    if (this.#closed) return; // the registry is closed too: the next engine finds it
    try {
      await endRun(this.#needs, run, end, why);
    } catch (error) {
      // The registry may be out of reach: the next engine finds the run and its end is put on record then.
      this.#needs.log.error('the end of a run could not be kept', { run, text: failureOf(error).detail.text });
    }
    this.#active.delete(run);
    this.#looks.forget(run);
    this.#concerns.forget(run);
    this.#board.tell(run, 'ended');
    this.#tell(run);
    this.#pump();
  }

  #track(work: Promise<unknown>): void {
    const tracked = work.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  readonly #onMoved = (listener: (run: string) => void): Stop => {
    this.#movedListeners.add(listener);
    return () => void this.#movedListeners.delete(listener);
  };

  #tellMoved(run: string): void {
    for (const listener of this.#movedListeners) listener(run);
  }

  #tell(run: string): void {
    this.#needs.changed('runs', run);
    this.#tellMoved(run);
    for (const listener of this.#activeListeners) listener();
  }
}
