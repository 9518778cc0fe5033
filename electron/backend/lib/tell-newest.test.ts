import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Told, tellNewest } from './tell-newest';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

/** A counter that is told, and a reader that can fall behind. */
function told(times: Pick<Told<number>, 'gatherMs' | 'paceMs'>) {
  const heard: number[] = [];
  const ends = { change: () => {}, drain: () => {}, stopped: 0 };
  const feed = { congested: false, push: (event: number) => void heard.push(event), onDrain: (listener: () => void) => void (ends.drain = listener) };
  let count = 0;
  const listen = (onChange: () => void) => {
    ends.change = () => {
      count += 1;
      onChange();
    };
    return () => void (ends.stopped += 1);
  };
  const stop = tellNewest(feed, { read: () => count, listen, ...times });
  return { heard, feed, ends, stop };
}

test('what is there is told at once, and changes that come together are told together', () => {
  const { heard, ends } = told({ gatherMs: 50 });
  ends.change();
  ends.change();
  vi.advanceTimersByTime(49);
  expect(heard).toEqual([0]);
  vi.advanceTimersByTime(1);
  expect(heard).toEqual([0, 2]);
});

test('without a time to gather, those of one turn are told together', async () => {
  const { heard, ends } = told({ gatherMs: 0 });
  ends.change();
  ends.change();
  await Promise.resolve();
  expect(heard).toEqual([0, 2]);
});

test('while much changes it is told no more often than its pace; after a pause the first change is told soon', () => {
  const { heard, ends } = told({ gatherMs: 50, paceMs: 250 });
  for (let ms = 0; ms < 1_000; ms += 10) {
    ends.change();
    vi.advanceTimersByTime(10);
  }
  expect(heard).toHaveLength(5);
  vi.advanceTimersByTime(5_000);
  const before = heard.length;
  ends.change();
  vi.advanceTimersByTime(50);
  expect(heard).toHaveLength(before + 1);
});

test('a reader that is behind gets the newest alone, once it has caught up; after the end nobody is told anything', () => {
  const { heard, feed, ends, stop } = told({ gatherMs: 50 });
  feed.congested = true;
  for (let change = 0; change < 3; change++) {
    ends.change();
    vi.advanceTimersByTime(50);
  }
  expect(heard).toEqual([0]);
  feed.congested = false;
  ends.drain();
  vi.advanceTimersByTime(50);
  expect(heard).toEqual([0, 3]);
  ends.change();
  stop();
  vi.advanceTimersByTime(50);
  expect([heard, ends.stopped]).toEqual([[0, 3], 1]);
});
