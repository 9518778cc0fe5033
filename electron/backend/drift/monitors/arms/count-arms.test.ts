import { expect, it } from 'vitest';
import { newestParts } from './count-arms';

const HOUR = 3_600_000;
const part = (hour: number, bytes: number) => ({ at: hour * HOUR, bytes });

it('reads what was written since then, and an hour before, as an hour of a log is of its first file', () => {
  const { parts, since } = newestParts([part(1, 1), part(4, 1), part(5, 1), part(9, 1)], 5 * HOUR, 10);
  expect([parts.map(({ at }) => at / HOUR), since / HOUR]).toEqual([[9, 5, 4], 5]);
});

it('reads the newest where there is too much, the last one in any case, and counts from when those are whole', () => {
  const all = [part(6, 4), part(7, 4), part(8, 4), part(9, 4)];
  expect(newestParts(all, 0, 10)).toEqual({ parts: [part(9, 4), part(8, 4)], since: 7 * HOUR });
  expect(newestParts(all, 0, 1)).toEqual({ parts: [part(9, 4)], since: 8 * HOUR });
  expect(newestParts([part(9, 4)], 0, 1)).toEqual({ parts: [part(9, 4)], since: 0 });
  expect(newestParts([], 7, 1)).toEqual({ parts: [], since: 7 });
});
