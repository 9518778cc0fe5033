import { describe, expect, it } from 'vitest';
import { Backoff } from './backoff';

describe('backoff', () => {
  it('doubles up to its cap, and starts over after a reset', () => {
    const backoff = new Backoff({ baseMs: 500, capMs: 30_000, random: () => 1 });
    expect(Array.from({ length: 8 }, () => backoff.next())).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(backoff.tries).toBe(8);
    backoff.reset();
    expect(backoff.next()).toBe(500);
  });

  it('never waits less than half of its step, and stays finite after any number of tries', () => {
    const backoff = new Backoff({ baseMs: 500, capMs: 30_000, random: () => 0 });
    expect([backoff.next(), backoff.next()]).toEqual([250, 500]);
    for (let i = 0; i < 5000; i++) backoff.next();
    expect(backoff.next()).toBe(15_000);
  });
});
