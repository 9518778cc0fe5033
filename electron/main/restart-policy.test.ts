import { describe, expect, test } from 'vitest';
import { createRateLimit, createRestartPolicy, DEATHS_MAX } from './restart-policy';

describe('createRestartPolicy', () => {
  test('waits from half a second up to half a minute, then gives up', () => {
    const policy = createRestartPolicy(() => 0);
    const delays = Array.from({ length: DEATHS_MAX }, () => policy.ended(10).delayMs);
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, null]);
    const slowest = createRestartPolicy(() => 1);
    expect(Math.max(...Array.from({ length: DEATHS_MAX }, () => slowest.ended(10).delayMs ?? 0))).toBe(30_000);
  });

  test('a long life starts the count anew', () => {
    const policy = createRestartPolicy(() => 0);
    for (let death = 1; death < DEATHS_MAX - 1; death++) policy.ended(10);
    expect(policy.ended(60_000)).toEqual({ attempt: 1, delayMs: 500 });
  });

  test('the user can start the count anew', () => {
    const policy = createRestartPolicy(() => 0);
    for (let death = 1; death <= DEATHS_MAX; death++) policy.ended(10);
    policy.reset();
    expect(policy.ended(10)).toEqual({ attempt: 1, delayMs: 500 });
  });
});

test('a rate limit lets only so many through in its window', () => {
  const limit = createRateLimit(2, 1_000);
  expect([0, 10, 20, 999, 1_001, 1_002, 1_500].map((now) => limit.allow(now))).toEqual([true, true, false, false, true, false, true]);
});
