import { expect, it } from 'vitest';
import { LogBuffer } from './log-buffer';

const news = (texts: string[], more: object = {}) => ({
  lines: texts.map((text) => ({ at: null, text })),
  gap: false,
  state: 'following' as const,
  failure: null,
  ...more,
});
const takeAll = (buffer: LogBuffer) => {
  const all = [];
  for (let next = buffer.take(); next; next = buffer.take()) all.push(next);
  return all;
};

it('joins what came while the reader was away, and tells a turn even without lines', () => {
  const buffer = new LogBuffer();
  buffer.add(news(['a']));
  buffer.add(news(['b']));
  expect(takeAll(buffer)).toEqual([news(['a', 'b'])]);
  buffer.add(news([], { state: 'reconnecting', failure: 'lost' }));
  expect(takeAll(buffer)).toEqual([news([], { state: 'reconnecting', failure: 'lost' })]);
  expect(buffer.take()).toBeNull();
});

it('puts a gap before the first line after it', () => {
  const buffer = new LogBuffer();
  buffer.add(news(['a']));
  buffer.add(news(['c'], { gap: true }));
  expect(takeAll(buffer)).toEqual([news(['a']), news(['c'], { gap: true })]);
});

it('of a flood keeps the newest lines, says that others are missing, and tells them in messages of a size', () => {
  const buffer = new LogBuffer();
  for (let batch = 0; batch < 50; batch++) buffer.add(news(Array.from({ length: 1_000 }, (_, index) => String(batch * 1_000 + index))));
  const told = takeAll(buffer);
  expect(told.map(({ gap }) => gap)).toEqual([true, ...Array.from({ length: told.length - 1 }, () => false)]);
  expect(told.every(({ lines }) => lines.length <= 1_000)).toBe(true);
  expect(told.flatMap(({ lines }) => lines.map(({ text }) => text)).slice(-1)).toEqual(['49999']);
  expect(told.flatMap(({ lines }) => lines)).toHaveLength(20_000);
  buffer.add(news(Array.from({ length: 2_000 }, () => 'x'.repeat(16_000))));
  expect(takeAll(buffer).reduce((sum, { lines }) => sum + lines.length * 16_000, 0)).toBeLessThanOrEqual(8 << 20);
});
