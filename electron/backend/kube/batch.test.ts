import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Batch } from './batch';

describe('batch', () => {
  const told: string[] = [];
  const out = {
    put: (items: readonly string[]) => void told.push(`put ${items.join()}`),
    drop: (ids: readonly string[]) => void told.push(`drop ${ids.join()}`),
  };
  beforeEach(() => {
    told.length = 0;
    vi.useFakeTimers();
  });
  afterEach(() => vi.useRealTimers());

  it('tells the last of many changes to one thing, once', () => {
    const batch = new Batch(out);
    batch.put('a', 'a1');
    batch.put('b', 'b1');
    batch.put('a', 'a2');
    batch.drop('b');
    batch.put('c', 'c1');
    batch.drop('c');
    batch.put('c', 'c2');
    expect(told).toEqual([]);
    vi.advanceTimersByTime(50);
    expect(told).toEqual(['drop b', 'put a2,c2']);
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveLength(2);
  });

  it('tells the first change after a pause at once, and gathers those that follow', () => {
    const batch = new Batch(out);
    batch.put('a', 'a1');
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['put a1']);
    batch.put('a', 'a2');
    vi.advanceTimersByTime(30);
    batch.put('a', 'a3');
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(20);
    expect(told).toEqual(['put a1', 'put a3']);
  });

  it('does not wait when there is much', () => {
    const batch = new Batch(out);
    for (let i = 0; i < 1_001; i++) batch.put(`id-${i}`, 'x');
    expect(told).toHaveLength(2);
    batch.clear();
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveLength(2);
  });
});
