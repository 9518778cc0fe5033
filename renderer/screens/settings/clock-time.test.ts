import { expect, test } from 'vitest';
import { clockTime, parseClockTime } from './clock-time';

test('a time of day is read as people type it', () => {
  expect(['7', '7:30', '07:30', '0730', '7.30', '23:59', ' 0:00 '].map(parseClockTime)).toEqual([420, 450, 450, 450, 450, 1439, 0]);
});

test('what is no time of day is not guessed at', () => {
  expect(['', '24', '7:60', 'noon', '7:3', '-1', '123456'].map(parseClockTime)).toEqual(Array.from({ length: 7 }, () => null));
});

test('what was read is shown as it was meant', () => {
  for (let minute = 0; minute < 1440; minute++) expect(parseClockTime(clockTime(minute))).toBe(minute);
});
