import { setTimeout as pause } from 'node:timers/promises';
import type { ActionRequest } from '../../../shared/models/action';
import { deliveryId } from '../../../shared/models/delivery';
import { AppError, failureOf } from '../../../shared/models/failure';
import type { RunRow } from '../../../shared/models/run';
import type { SampleStep } from '../../../shared/models/sample-life';
import { DEFAULT_PAYLOAD } from '../../../shared/models/payload';
import { DEFAULT_RELEASE, type Service } from '../../../shared/models/service';
import type { Actions } from '../actions/actions';
import type { EngineLink } from '../workspaces/engine-link';
import { act } from './act';
import { followRun, runFailure } from './follow-run';

/** What the sample's model and its service are called, and what the replay calls. */
export const NAME = 'late-arrival';
const PROJECT = '.';
const LOOK_MS = 200;
/** The replay goes on while the next version trains. */
const AT_ONCE = 2;

type Training = { readonly entryPoint: string; readonly name: string };
const TRAININGS: readonly [Training, Training] = [
  { entryPoint: 'train', name: 'January' },
  { entryPoint: 'train-two-months', name: 'February and March' },
];
const REPLAY: Training = { entryPoint: 'replay', name: 'April to June, replayed' };

export type EnlivenNeeds = {
  readonly link: () => EngineLink;
  readonly connection: string;
  readonly actions: Actions;
  /** Why, as it is put on record. */
  readonly reason: string;
  readonly signal: AbortSignal;
  readonly report: (step: SampleStep['id'], news: Partial<SampleStep>) => void;
  /** Runs that an earlier try has begun, by step: they are not begun again. */
  readonly begun: Map<SampleStep['id'], string>;
};

/** Brings the sample to life. Whatever is there already is used, so that it can be gone on with from wherever it stopped. */
export class Enliven {
  constructor(private readonly needs: EnlivenNeeds) {}

  readonly steps: Readonly<Record<SampleStep['id'], () => Promise<void>>> = {
    first: async () => {
      await this.#makeRoom();
      const versions = await this.#versions();
      if (versions.length === 0) await this.#beginBoth();
      await this.#version('first', TRAININGS[0], versions[0]);
    },
    second: async () => this.#version('second', TRAININGS[1], (await this.#versions())[1]),
    serve: async () => {
      const [version] = await this.#versions();
      if (await this.#service()) return;
      await this.#start(version);
      await this.#keepPayloads();
    },
    release: async () => {
      const [, version] = await this.#versions();
      const service = await this.#service();
      const wasReleased = service?.revisions.some((revision) => revision.version === version);
      if (!wasReleased && service?.release.candidate === null) await this.#start(version);
      await this.#until(async () => {
        const now = await this.#service();
        return now === null || now.release.state !== 'starting';
      });
    },
    replay: async () => {
      const { link, connection, signal } = this.needs;
      const run = (await findReplay(link(), connection, signal)) ?? (await this.#begin('replay', REPLAY));
      this.needs.report('replay', { run });
      await this.#answered(run);
    },
  };

  async #makeRoom(): Promise<void> {
    const { link, signal } = this.needs;
    const { runsAtOnce } = await link().request('engine.settings', {}, signal);
    if (runsAtOnce < AT_ONCE) await link().request('engine.change', { runsAtOnce: AT_ONCE }, signal);
  }

  /** Both train at once: there are two cores. How the second one ends is for its own step to say. */
  async #beginBoth(): Promise<void> {
    const { link, connection, signal, report } = this.needs;
    const [, run] = await Promise.all([this.#begin('first', TRAININGS[0]), this.#begin('second', TRAININGS[1])]);
    report('second', { state: 'running', run });
    followRun(link(), connection, run, (share) => report('second', { share }), signal).catch(() => undefined);
  }

  /** A version that is there, or one of a run that trains now. */
  async #version(step: 'first' | 'second', training: Training, known: number | undefined): Promise<void> {
    const { link, connection, signal, report, begun } = this.needs;
    if (known !== undefined) return report(step, { version: known, share: 1 });
    const run = await this.#begin(step, training);
    report(step, { run });
    try {
      await followRun(link(), connection, run, (share) => report(step, { share }), signal);
    } catch (error) {
      // What has ended badly is begun anew by whoever goes on; one that nobody can see now may still train.
      if (failureOf(error).code !== 'unreachable') begun.delete(step);
      throw error;
    }
    const { version } = await link().request('models.register', { connection, model: NAME, run, path: '' }, signal);
    report(step, { version, share: 1 });
  }

  async #begin(step: SampleStep['id'], { entryPoint, name }: Training): Promise<string> {
    const { link, connection, signal, begun } = this.needs;
    const before = begun.get(step);
    if (before !== undefined) return before;
    const asked = { connection, project: PROJECT, entryPoint, params: {}, environment: null, name, timeLimitMs: null };
    const { run } = await link().request('runs.start', asked, signal);
    begun.set(step, run);
    return run;
  }

  /** Ascending. */
  async #versions(): Promise<number[]> {
    const { link, connection, signal } = this.needs;
    const model = await orNull(link().request('models.get', { connection, model: NAME }, signal));
    const ready = model?.history.filter(({ status, digest }) => status === 'ready' && digest !== null) ?? [];
    return ready.map(({ version }) => version).toSorted((a, b) => a - b);
  }

  #service(): Promise<Service | null> {
    const { link, connection, signal } = this.needs;
    return orNull(link().request('services.get', { connection, service: NAME }, signal));
  }

  #start(version: number | undefined): Promise<void> {
    const { actions, connection, reason, signal } = this.needs;
    const request: ActionRequest = { action: 'start', images: [], modelUri: `models:/${NAME}/${version ?? 1}`, release: DEFAULT_RELEASE };
    return act(actions, { connection, kind: 'delivery', id: deliveryId('local', '', NAME) }, request, reason, signal);
  }

  /** What both versions are asked and answer is kept, so that they can be compared; whoever sets it otherwise later is left alone. */
  async #keepPayloads(): Promise<void> {
    const { link, connection, signal } = this.needs;
    await link().request('services.change', { connection, service: NAME, settings: { payload: { ...DEFAULT_PAYLOAD, share: 1 } } }, signal);
  }

  /** Once what is released has answered: before that there is nothing to see. @throws AppError: the replay ended before that */
  async #answered(run: string): Promise<void> {
    const { link, connection, signal, begun } = this.needs;
    await this.#until(async () => {
      const { state, exit } = await link().request('runs.get', { connection, run }, signal);
      if (state !== 'running' && state !== 'queued') {
        begun.delete('replay');
        throw runFailure({ state, exit }, run);
      }
      const service = await this.#service();
      const { buckets } = await link().request('services.figures', { connection, service: NAME, since: 0, bucketMs: null }, signal);
      const awaited = service?.release.candidate ?? service?.release.stable;
      return buckets.some(({ revision, requests }) => revision === awaited && requests > 0);
    });
  }

  async #until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await pause(LOOK_MS, undefined, { signal: this.needs.signal });
  }
}

/** The replay that goes on or waits for its turn; null where none does. */
export async function findReplay(link: EngineLink, connection: string, signal: AbortSignal): Promise<string | null> {
  const states: RunRow['state'][] = ['running', 'queued'];
  const order = { by: 'started' as const, key: null, descending: true };
  const page = { metrics: [], params: [], deleted: false, offset: 0, limit: 100 };
  const { rows } = await link.request('runs.search', { connection, experiment: null, conditions: [{ on: 'state', states }], order, ...page }, signal);
  return rows.find(({ entryPoint }) => entryPoint === REPLAY.entryPoint)?.id ?? null;
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppError && error.failure.code === 'not-found') return null;
    throw error;
  }
}
