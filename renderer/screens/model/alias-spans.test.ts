import { expect, it } from 'vitest';
import { aliasesOf, aliasSpans } from './alias-spans';

const move = (alias: string, at: number, from: number | null, to: number | null) => ({
  alias,
  at,
  from,
  to,
  by: 'mona',
  why: 'better',
  through: 'plan' as const,
  entry: at,
  ledger: null,
});
const moves = [
  move('champion', 10, null, 1),
  move('champion', 20, 1, 3),
  move('champion', 30, 3, null),
  move('champion', 40, null, 2),
  move('old', 5, null, 1),
  move('old', 6, 1, null),
];

it('tells which version was champion when: also that there was none', () => {
  expect(aliasSpans(moves.toReversed(), 'champion').map(({ version, from, to }) => [version, from, to])).toEqual([
    [2, 40, null],
    [3, 20, 30],
    [1, 10, 20],
  ]);
});

it('aliases that stand come before those that were taken off', () => {
  expect(aliasesOf(moves, [{ alias: 'champion' }])).toEqual(['champion', 'old']);
});
