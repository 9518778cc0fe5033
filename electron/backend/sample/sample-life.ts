import { z } from 'zod';
import { AppError, failure, failureOf } from '../../../shared/models/failure';
import { SAMPLE_STEPS, type SampleLife as Life, type SampleStep } from '../../../shared/models/sample-life';
import type { Actions } from '../actions/actions';
import type { Log } from '../lib/log';
import type { Documents } from '../storage/documents';
import type { Supervised } from '../workspaces/supervised';
import type { Workspaces } from '../workspaces/workspaces';
import { Enliven, findReplay } from './enliven';
import { followRun } from './follow-run';
import { registerLabels } from './register-labels';

const KEY = 'sample-life';
/** By the id of the workspace: what a person has done with. */
const Kept = z.record(z.string(), z.object({ offer: z.boolean(), tour: z.boolean(), alive: z.boolean() }));
const FRESH = { offer: true, tour: true, alive: false };

export type SampleLifeOptions = { readonly workspaces: Workspaces; readonly actions: Actions; readonly documents: Documents; readonly log: Log };

const stepsThatAre = (state: 'ahead' | 'done'): SampleStep[] => SAMPLE_STEPS.map((id) => ({ id, state, share: null, run: null, version: null, failure: null }));

/** One sample that is open: what was done of it, and what may be broken off. */
class Open {
  state: Life['state'] = 'idle';
  readonly ending = new AbortController();
  readonly begun = new Map<SampleStep['id'], string>();
  steps = stepsThatAre('ahead');

  constructor(readonly supervised: Supervised) {}
}

/** The sample workspace, while it is open: brought to life when a person asks for it. */
export class SampleLife {
  readonly #options: SampleLifeOptions;
  readonly #listeners = new Set<() => void>();
  #open: Open | null = null;
  readonly #unfollow: () => void;

  constructor(options: SampleLifeOptions) {
    this.#options = options;
    this.#unfollow = options.workspaces.listen(() => this.#look());
    this.#look();
  }

  get life(): Life | null {
    if (!this.#open) return null;
    const { supervised, state, steps } = this.#open;
    const { offer, tour } = this.#kept(supervised.state.id);
    return { connection: supervised.state.connection, state, steps, offered: offer, tour };
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Goes on from the first step that is not done; the steps say how that goes. @throws AppError `not-found`: it is not the sample that is open */
  enliven(connection: string, reason: string): void {
    const open = this.#need(connection);
    if (open.state === 'under-way') return;
    void this.#run(open, reason);
  }

  /** @throws AppError `not-found`, `local` */
  dismiss(connection: string, what: 'offer' | 'tour'): void {
    this.#keep(this.#need(connection), { [what]: false });
    this.#tell();
  }

  close(): void {
    this.#unfollow();
    this.#open?.ending.abort();
    this.#open = null;
    this.#listeners.clear();
  }

  #look(): void {
    const { workspaces } = this.#options;
    const sample = workspaces.sample;
    if (sample === (this.#open?.supervised ?? null)) return;
    this.#open?.ending.abort();
    this.#open = sample && new Open(sample);
    if (this.#open && this.#kept(this.#open.supervised.state.id).alive) {
      this.#open.state = 'resting';
      this.#follow(this.#open);
    }
    this.#tell();
  }

  async #run(open: Open, reason: string): Promise<void> {
    const { actions, log } = this.#options;
    const { supervised, ending, begun } = open;
    const report = (id: SampleStep['id'], news: Partial<SampleStep>) => {
      open.steps = open.steps.map((step) => (step.id === id ? { ...step, ...news } : step));
      this.#tell();
    };
    const { connection } = supervised.state;
    const work = new Enliven({ link: () => supervised.link(), connection, actions, reason, signal: ending.signal, report, begun });
    open.state = 'under-way';
    this.#tell();
    for (const { id } of open.steps.filter(({ state }) => state !== 'done')) {
      report(id, { state: 'running', failure: null });
      try {
        await work.steps[id]();
      } catch (error) {
        if (ending.signal.aborted) return;
        open.state = 'stopped';
        open.steps = open.steps.map((step) => (step.state === 'running' ? { ...step, state: 'ahead' } : step)); // nobody follows them now
        log.warn('the sample is not alive yet', { step: id, code: failureOf(error).code, text: failureOf(error).detail.text });
        return report(id, { state: 'failed', failure: failureOf(error) });
      }
      report(id, { state: 'done' });
    }
    open.state = 'alive';
    this.#keep(open, { alive: true });
    this.#tell();
    this.#follow(open);
  }

  #follow(open: Open): void {
    this.#awaitLabels(open);
    this.#untilItRests(open).catch((error: unknown) => {
      if (!open.ending.signal.aborted) this.#options.log.warn('whether flights are sent is not known', { text: String(error) });
    });
  }

  /** As long as flights are sent it is alive. Then it rests, and goes through its steps again when it is woken: what is there is used. */
  async #untilItRests(open: Open): Promise<void> {
    const { supervised, ending, begun } = open;
    const { connection } = supervised.state;
    const run = await findReplay(supervised.link(), connection, ending.signal);
    if (run !== null) {
      if (open.state === 'resting') [open.state, open.steps] = ['alive', stepsThatAre('done')];
      this.#tell();
      await followRun(supervised.link(), connection, run, () => undefined, ending.signal).catch((error: unknown) => {
        if (failureOf(error).code === 'unreachable') throw error; // its engine went away, and it may go on
      });
    }
    if (open.state !== 'alive' || ending.signal.aborted) return;
    [open.state, open.steps] = ['resting', stepsThatAre('ahead')];
    begun.clear();
    this.#tell();
  }

  #awaitLabels({ supervised, ending }: Open): void {
    const { log } = this.#options;
    registerLabels(() => supervised.link(), supervised.state.connection, ending.signal).catch((error: unknown) => {
      if (!ending.signal.aborted) log.warn('the labels of the sample are not registered', { text: String(error) }); // tried again when it is opened
    });
  }

  #need(connection: string): Open {
    if (this.#open?.supervised.state.connection === connection) return this.#open;
    throw new AppError(failure('not-found', { reason: 'workspace-other' }, connection));
  }

  #kept(id: string): typeof FRESH {
    return this.#options.documents.read(KEY, Kept, {})[id] ?? FRESH;
  }

  #keep({ supervised }: Open, news: Partial<typeof FRESH>): void {
    const { id } = supervised.state;
    this.#options.documents.change(KEY, Kept, {}, (all) => ({ ...all, [id]: { ...(all[id] ?? FRESH), ...news } }));
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
