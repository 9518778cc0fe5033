import { expect, test } from 'vitest';
import { readMoment, writeMoment } from './moment';

test('a moment is read as it is written, on the clock of the reader', () => {
  const at = new Date(2026, 2, 31, 14, 5, 9).getTime();
  expect(writeMoment(at)).toBe('2026-03-31 14:05:09');
  expect(readMoment(writeMoment(at))).toBe(at);
  expect(readMoment(' 2026-03-31T14:05 ')).toBe(new Date(2026, 2, 31, 14, 5).getTime());
});

test('a day alone is all of that day', () => {
  expect(readMoment('2026-03-31')).toBe(new Date(2026, 3, 1).getTime() - 1);
});

test('what no calendar or clock has is no moment', () => {
  for (const text of ['', 'yesterday', '2026-02-30', '2026-13-01', '2026-03-31 24:00', '2026-03-31 10:61', '31.03.2026']) expect(readMoment(text)).toBe(null);
});
