import { expect, test } from 'vitest';
import { AppError, failure } from '../../../../shared/models/failure';
import type { Credential } from '../cluster-access';
import { RenewingSource } from './renewing-source';

const START = 1_000_000;
const credential = (token: string, expiresAt: number | null = null): Credential => ({ headers: { authorization: token }, cert: null, key: null, expiresAt });

/** A source of numbered credentials, with a clock of its own. */
function build({ lifeMs = null, maxAgeMs = null, restMs = 0 }: { lifeMs?: number | null; maxAgeMs?: number | null; restMs?: number } = {}) {
  const state = { now: START, made: 0, failing: false };
  const make = async (): Promise<Credential> => {
    state.made += 1;
    if (state.failing) throw new AppError(failure('unauthenticated', { reason: 'exec-failed' }));
    return credential(String(state.made), lifeMs === null ? null : state.now + lifeMs);
  };
  return { state, source: new RenewingSource({ make, restMs, maxAgeMs, now: () => state.now }) };
}
const tokenOf = async (source: RenewingSource) => (await source.get()).headers['authorization'];

test.each([
  [3_600_000, 3_600_000 - 30_001, 3_600_000 - 30_000],
  [10_000, 7_999, 8_000],
])('one that lives %i ms is used at %i ms and renewed at %i ms', async (lifeMs, before, after) => {
  const { state, source } = build({ lifeMs });
  expect(await tokenOf(source)).toBe('1');
  state.now = START + before;
  expect(await tokenOf(source)).toBe('1');
  state.now = START + after;
  expect(await tokenOf(source)).toBe('2');
});

test('one without an end is renewed at its age, or never', async () => {
  const aged = build({ maxAgeMs: 60_000 });
  await aged.source.get();
  aged.state.now += 60_000;
  expect(await tokenOf(aged.source)).toBe('2');
  const ageless = build();
  await ageless.source.get();
  ageless.state.now += 1e12;
  expect(await tokenOf(ageless.source)).toBe('1');
});

test('when renewing fails, the old one serves until its end, but not if it was refused', async () => {
  const { state, source } = build({ lifeMs: 100_000 });
  const first = await source.get();
  state.failing = true;
  state.now = START + 80_000;
  expect(await source.get()).toBe(first);
  state.now = START + 100_000;
  await expect(source.get()).rejects.toThrow('exec-failed');
  const other = build({ lifeMs: 100_000 });
  other.source.reject(await other.source.get());
  other.state.failing = true;
  await expect(other.source.get()).rejects.toThrow('exec-failed');
});

test('a clock that jumps ahead renews; one that jumps back does not disturb', async () => {
  const { state, source } = build({ lifeMs: 100_000 });
  await source.get();
  state.now -= 1e9;
  expect(await tokenOf(source)).toBe('1');
  state.now = START + 1e9;
  expect(await tokenOf(source)).toBe('2');
});

test('a failure is told to all who wait, and mends at the next making', async () => {
  const { state, source } = build();
  state.failing = true;
  const outcomes = await Promise.allSettled([source.get(), source.get(), source.get()]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(state.made).toBe(1);
  state.failing = false;
  expect(await tokenOf(source)).toBe('2');
});

test('a caller who comes with an aborted signal starts nothing', async () => {
  const { state, source } = build();
  await expect(source.get(AbortSignal.abort())).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  expect(state.made).toBe(0);
});
