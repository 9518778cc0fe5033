import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from './heartbeat';

describe('heartbeat', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function start(answers: boolean) {
    const seen = { bytes: 0, asked: [] as number[], deadAt: null as number | null };
    const now = () => Date.now() + shift;
    let shift = 0;
    const startedAt = now();
    const heartbeat = new Heartbeat({
      now,
      heard: () => seen.bytes,
      ask() {
        seen.asked.push(now() - startedAt);
        if (answers) seen.bytes += 17;
      },
      onDead: () => (seen.deadAt ??= now() - startedAt),
    });
    const standStill = (ms: number) => (shift += ms);
    return { seen, heartbeat, standStill };
  }

  it('tells a link dead within 15 s of its last byte, and only once', () => {
    const { seen } = start(false);
    vi.advanceTimersByTime(60_000);
    expect(seen.asked).toHaveLength(1);
    expect(seen.deadAt).toBeGreaterThan(12_000);
    expect(seen.deadAt).toBeLessThan(14_000);
  });

  it('leaves a quiet link that answers alone, for hours', () => {
    const { seen, heartbeat } = start(true);
    vi.advanceTimersByTime(3_600_000);
    expect(seen.deadAt).toBeNull();
    heartbeat.stop();
  });

  it('takes any byte for life where the answer is stuck behind much data', () => {
    const { seen, heartbeat } = start(false);
    for (let i = 0; i < 60; i++) {
      vi.advanceTimersByTime(7_000);
      seen.bytes += 1;
    }
    expect(seen.deadAt).toBeNull();
    heartbeat.stop();
  });

  it('does not blame the other side when we ourselves stood still, but asks at once and waits less', () => {
    const { seen, standStill } = start(false);
    vi.advanceTimersByTime(1_000);
    standStill(300_000);
    vi.advanceTimersByTime(500);
    expect([seen.asked.length, seen.deadAt]).toEqual([1, null]);
    vi.advanceTimersByTime(5_000);
    expect(seen.deadAt).not.toBeNull();
  });

  it('asked to check, does not take what came before the question for an answer', () => {
    const { seen, heartbeat } = start(false);
    vi.advanceTimersByTime(600);
    seen.bytes += 1_000;
    heartbeat.check();
    vi.advanceTimersByTime(5_000);
    expect(seen.deadAt).not.toBeNull();
  });
});
