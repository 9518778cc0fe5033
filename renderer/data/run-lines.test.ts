import { expect, it } from 'vitest';
import type { RunLogLine } from '../../shared/models/run';
import { LOG_LINES_MAX } from './log-lines';
import { withLines } from './run-lines';

const line = (n: number, text = `line ${n}`): RunLogLine => ({ n, at: n, stream: 'out', text, cut: null });

it('lines that came again with a new watch are not shown twice', () => {
  const before = withLines([], [line(0), line(1)], false);
  expect(withLines(before, [line(1), line(2)], false).map(({ n }) => n)).toEqual([0, 1, 2]);
  expect(withLines(before, [line(0), line(1)], false)).toBe(before);
});

it('a gap is said at its place, and colours of a terminal are left out', () => {
  const [one, two] = withLines([], [line(7, '\u001b[31mred\u001b[0m'), line(8)], true);
  expect([one?.gap, one?.text, two?.gap]).toEqual([true, 'red', false]);
});

it('a flood leaves the newest lines', () => {
  const lines = withLines(
    [],
    Array.from({ length: LOG_LINES_MAX + 10 }, (_, n) => line(n)),
    false,
  );
  expect([lines.length, lines[0]?.n]).toEqual([LOG_LINES_MAX, 10]);
});
