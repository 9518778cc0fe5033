import { createServer } from 'node:http';
import { z } from 'zod';
import { AppError, failure, type Failure, failureOf } from '../../shared/models/failure';

/**
 * An engine that a test controls, with one delivery of some steps: a promotion asks for the step that it was planned on and
 * moves on by one. What becomes of the next requests is scripted. No product: it stands in for one where faults must come exactly.
 */
export class ScriptedPlace {
  step = 1;
  version = 1;
  exists = true;
  /** The intents of the promotions that were taken. */
  readonly taken: string[] = [];
  /** What happens to the next promotions, the first first; then they are taken. */
  readonly script: Fate[] = [];
  /** While it is false nothing is answered. */
  reachable = true;
  /** Whether a promotion is followed by the engine; otherwise its step stays, while the object changes. */
  follows = true;
  reads = 0;
  onChange: (() => void) | undefined;

  read(): Promise<Standing | null> {
    this.reads += 1;
    if (!this.reachable) return Promise.reject(lost());
    return Promise.resolve(this.exists ? { step: this.step, version: this.version } : null);
  }

  async promote(fromStep: number, intent: string): Promise<void> {
    if (!this.reachable) throw lost();
    const fate = this.script.shift() ?? { fate: 'take' };
    if (fate.fate === 'refuse') throw new AppError(fate.failure);
    if (fate.fate === 'lose-before') throw lost();
    if (fate.fate === 'land-later') {
      const arrived = Date.now();
      const land = () => Date.now() - arrived < fate.withinMs && this.#take(fromStep, intent);
      void fate.when.then(land).catch(() => undefined); // whoever sent it hears nothing either way
    }
    if (fate.fate === 'take' || fate.fate === 'lose-after') this.#take(fromStep, intent);
    if (fate.fate !== 'take') throw lost();
  }

  /** Somebody else writes to the object. */
  touch(): void {
    this.version += 1;
    this.onChange?.();
  }

  #take(fromStep: number, intent: string): void {
    if (!this.exists) throw new AppError(failure('not-found', { values: { written: '0' } }));
    if (fromStep !== this.step) throw new AppError(failure('conflict', { reason: 'precondition-failed', values: { written: '0' } }));
    this.taken.push(intent);
    if (this.follows) this.step += 1;
    this.touch();
  }
}

export type Fate =
  | { readonly fate: 'take' }
  | { readonly fate: 'refuse'; readonly failure: Failure }
  /** The request never arrives. */
  | { readonly fate: 'lose-before' }
  /** It is taken, and the answer is lost. */
  | { readonly fate: 'lose-after' }
  /** It is on its way for so long that everybody has given it up; the place itself gives it up too, after its own time. */
  | { readonly fate: 'land-later'; readonly when: Promise<void>; readonly withinMs: number };

export type Standing = { readonly step: number; readonly version: number };

/** The part of a place that a connector uses, here or in another process. */
export interface PlaceLink {
  read(): Promise<Standing | null>;
  promote(fromStep: number, intent: string): Promise<void>;
}

const lost = () => new AppError(failure('unreachable', { reason: 'connection-lost' }));
const Call = z.union([z.object({ read: z.literal(true) }), z.object({ promote: z.number(), intent: z.string() })]);
const Answer = z.union([
  z.object({ standing: z.object({ step: z.number(), version: z.number() }).nullable() }),
  z.object({ failure: z.custom<Failure>((value) => typeof value === 'object' && value !== null && 'code' in value) }),
]);

/** The place as a server of its own, so that it outlives the processes that act on it. */
export async function servePlace(place: ScriptedPlace): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      const call = Call.parse(JSON.parse(text));
      try {
        const standing = 'read' in call ? await place.read() : (await place.promote(call.promote, call.intent), null);
        response.end(JSON.stringify({ standing }));
      } catch (error) {
        response.end(JSON.stringify({ failure: failureOf(error) }));
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the place has no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

export function reachPlace(url: string): PlaceLink {
  const ask = async (call: unknown) => {
    let text: string;
    try {
      text = await (await fetch(url, { method: 'POST', body: JSON.stringify(call) })).text();
    } catch {
      throw lost();
    }
    const answer = Answer.parse(JSON.parse(text));
    if ('failure' in answer) throw new AppError(answer.failure);
    return answer.standing;
  };
  return { read: () => ask({ read: true }), promote: async (promote, intent) => void (await ask({ promote, intent })) };
}

/** The stops from a click to the ledger at which `acting-app.ts` kills itself. */
export const KILL_STOPS = [
  'planning',
  'planned',
  'judging',
  'before-intent',
  'after-intent',
  'before-send',
  'after-send',
  'before-outcome',
  'after-outcome',
] as const;
export type KillStop = (typeof KILL_STOPS)[number];
