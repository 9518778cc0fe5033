import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WakeWatch } from './wake';

describe('waking up', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const clocks = () => {
    const ahead = { monotonic: 0, wall: 0 };
    return { ahead, monotonic: () => Date.now() + ahead.monotonic, wall: () => Date.now() + ahead.wall };
  };

  it.each([
    ['a clock that stands still in a sleep', 0, 300_000],
    ['one that does not', 300_000, 300_000],
    ['a clock that was set back', 0, -3_600_000],
  ])('is noticed with %s', (_, monotonic, wall) => {
    const time = clocks();
    const woke = vi.fn();
    const stop = new WakeWatch(time).onWake(woke);
    vi.advanceTimersByTime(10_000);
    expect(woke).not.toHaveBeenCalled();
    Object.assign(time.ahead, { monotonic, wall });
    vi.advanceTimersByTime(1_000);
    expect(woke).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(60_000);
    expect(woke).toHaveBeenCalledTimes(1);
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
