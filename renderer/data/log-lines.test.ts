import { expect, test } from 'vitest';
import { appendLines, EMPTY_LOG, findInLog, LOG_LINE_MAX, LOG_LINES_MAX, plainLine } from './log-lines';

const line = (text: string) => ({ at: null, text });

test('lines are numbered from the first that ever came', () => {
  const log = appendLines(appendLines(EMPTY_LOG, [line('a')], false), [line('b'), line('c')], true);
  expect(log).toEqual({
    dropped: 0,
    lines: [
      { n: 0, at: null, text: 'a', gap: false },
      { n: 1, at: null, text: 'b', gap: true },
      { n: 2, at: null, text: 'c', gap: false },
    ],
  });
});

test('the newest lines stay, and it is told how many went', () => {
  const many = Array.from({ length: LOG_LINES_MAX }, (_, index) => line(`${index}`));
  const log = appendLines(appendLines(EMPTY_LOG, many, false), [line('last')], false);
  expect(log.lines).toHaveLength(LOG_LINES_MAX);
  expect([log.dropped, log.lines[0]?.text, log.lines.at(-1)]).toEqual([1, '1', { n: LOG_LINES_MAX, at: null, text: 'last', gap: false }]);
});

test('no news is the same log', () => {
  expect(appendLines(EMPTY_LOG, [], true)).toBe(EMPTY_LOG);
});

test('colours, titles and control characters of a terminal are not drawn', () => {
  expect(plainLine('\u001b[31mred\u001b[0m \u001b]0;title\u0007and\u0000 plain\ttabbed')).toBe('red and plain\ttabbed');
});

test('a line without an end is cut', () => {
  const cut = plainLine('x'.repeat(200_000));
  expect([cut.length, cut.endsWith('x…')]).toEqual([LOG_LINE_MAX + 1, true]);
});

test('a search is by part and does not heed case; nothing typed finds nothing', () => {
  const { lines } = appendLines(EMPTY_LOG, [line('GET /healthz'), line('loss 0.4'), line('get /metrics')], false);
  expect([findInLog(lines, ' get '), findInLog(lines, ''), findInLog(lines, '  ')]).toEqual([[0, 2], [], []]);
});
