import { expect, test } from 'vitest';
import { endsIn, hasMark } from './process-table';
import { parseRows, parseStarts } from './ps-processes';

const RUN = '0123456789abcdef0123456789abcdef';

test('rows are read from a sample of what ps prints on macOS, the dead left out', () => {
  const sample = [
    '    1     0     1 Ss   Mon Nov  3 09:12:44 2025    ',
    '  733     1   733 S    Mon Nov  3 09:14:02 2025    ',
    ' 2411   733  2411 Ss+  Sun Nov 23 15:01:10 2025    ',
    ' 2412  2411  2411 Z    Sun Nov 23 15:01:11 2025    ',
    '',
  ].join('\n');
  expect(parseRows(sample)).toEqual([
    { pid: 1, parent: 0, group: 1, session: 0, started: 'Mon Nov 3 09:12:44 2025' },
    { pid: 733, parent: 1, group: 733, session: 0, started: 'Mon Nov 3 09:14:02 2025' },
    { pid: 2411, parent: 733, group: 2411, session: 0, started: 'Sun Nov 23 15:01:10 2025' },
  ]);
});

/** `ps -ww -p … -o pid=,command=`, and the same with `-E`. */
const PLAIN = [
  '    1 /sbin/launchd',
  '  733 /Applications/Some Editor.app/Contents/MacOS/Electron --type=renderer',
  ` 2411 /opt/homebrew/bin/node train.mjs data/my flights.csv 0.05`,
  ` 2412 /usr/bin/grep PILOTHOUSE_RUN_MARK=${RUN}`,
  ' 2413 /bin/sleep 100',
  '',
].join('\n');
const WHOLE = [
  '    1 /sbin/launchd',
  '  733 /Applications/Some Editor.app/Contents/MacOS/Electron --type=renderer PATH=/usr/bin:/bin HOME=/Users/mona',
  ` 2411 /opt/homebrew/bin/node train.mjs data/my flights.csv 0.05 PATH=/opt/homebrew/bin:/usr/bin PILOTHOUSE_RUN_MARK=${RUN} TMPDIR=/var/folders/x/`,
  ` 2412 /usr/bin/grep PILOTHOUSE_RUN_MARK=${RUN} PATH=/usr/bin`,
  ' 2413 /usr/bin/other 100 PATH=/usr/bin',
  '',
].join('\n');
const PIDS = [1, 733, 2411, 2412, 2413];

test('marks and arguments are read from a sample of what ps prints on macOS; a mark among the arguments is none', () => {
  const starts = parseStarts(PLAIN, WHOLE, PIDS);
  expect([...starts.keys()]).toEqual([733, 2411, 2412]); // the system's own tells nothing, and one became another program
  expect([...starts].flatMap(([pid, start]) => (hasMark(start, RUN) ? [pid] : []))).toEqual([2411]);
  const train = starts.get(2411);
  if (!train) throw new Error('it tells what it was started with');
  expect(hasMark(train, RUN.slice(0, -1))).toBe(false);
  expect([endsIn(train, ['train.mjs', 'data/my flights.csv', '0.05']), endsIn(train, ['data/other.csv', '0.05']), endsIn(train, [])]).toEqual([
    true,
    false,
    true,
  ]);
});

test('a sample of macOS with a line break in a value marks nobody else once the process is asked for alone', () => {
  const plain = ' 2411 /opt/homebrew/bin/node a.mjs\n';
  const whole = ` 2411 /opt/homebrew/bin/node a.mjs NOTE=one\n  733 x PILOTHOUSE_RUN_MARK=${RUN} PATH=/usr/bin\n`;
  const alone = parseStarts(plain, whole, [2411]);
  expect([...alone.keys()]).toEqual([2411]);
  expect(parseStarts('  733 /bin/zsh\n', '  733 /bin/zsh PATH=/usr/bin\n', [733]).get(733)?.environment).toBe('PATH=/usr/bin');
});
