import { performance } from 'node:perf_hooks';
import type { TriedModel } from '../serving/contract';
import { ask, isAnswered } from './answers';
import { quantile } from './interval';

/** What one turn says of one model. Milliseconds in the model's thread; answers a second with many callers. */
export type Turn = {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly rate: number;
  readonly errors: number;
  readonly error: string | null;
  /** What the processes of a server took after it; null where that cannot be told, and of what runs in the engine. */
  readonly megabytes: number | null;
};

export type Effort = { readonly requests: number; readonly together: number };

const CALLERS = 16;
const TURN_MS = 60;
const BURST_MS = 40;
const BURST_MAX = 500;
const REQUESTS_MIN = 5;
const REQUESTS_MAX = 100;
const WARM = 20;
const WARM_MS = 1_000;
const MB = 2 ** 20;

/** Asks one after the other, then many at once. */
export async function measureTurn(model: TriedModel, bodies: readonly string[], { requests, together }: Effort): Promise<Turn> {
  const ms: number[] = [];
  let errors = 0;
  let error: string | null = null;
  const one = async (place: number) => {
    const answer = await ask(model, bodies[place % bodies.length] ?? '');
    if (isAnswered(answer)) return answer.ms;
    errors += 1;
    error ??= `${answer.status}: ${answer.error ?? ''}`;
    return answer.ms;
  };
  for (let place = 0; place < requests; place += 1) ms.push(await one(place));
  const began = performance.now();
  let next = 0;
  const caller = async () => {
    while (next < together) await one(next++);
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const rate = together / ((performance.now() - began) / 1_000);
  const sorted = ms.toSorted((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99), rate, errors, error, megabytes: await megabytesOf(model) };
}

async function megabytesOf({ memoryBytes }: TriedModel): Promise<number | null> {
  const bytes = (await memoryBytes?.()) ?? null;
  return bytes === null ? null : bytes / MB;
}

/** The first answers of a model are slower than all that follow. @returns what one takes then */
export async function warmUp(model: TriedModel, bodies: readonly string[]): Promise<number> {
  const until = performance.now() + WARM_MS;
  const ms: number[] = [];
  for (let place = 0; place < WARM && (place < 2 || performance.now() < until); place += 1) ms.push((await ask(model, bodies[place % bodies.length] ?? '')).ms);
  return quantile(
    ms.slice(1).toSorted((a, b) => a - b),
    0.5,
  );
}

/** So much that a turn takes some sixty milliseconds; more of a model that answers at once, few of a slow one. */
export function effortFor(ms: number): Effort {
  const within = (span: number, least: number, most: number) => Math.round(Math.min(most, Math.max(least, span / Math.max(ms, 0.001))));
  return { requests: within(TURN_MS, REQUESTS_MIN, REQUESTS_MAX), together: within(BURST_MS, CALLERS, BURST_MAX) };
}
