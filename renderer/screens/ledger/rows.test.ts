import { describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../../shared/models/ledger-entry';
import { byDay, filterOf, isNarrowed, proofText, shortDigest, verdictOf } from './rows';
import { viewState } from './view-state';
import { boundsOf, isDay } from './when';

const NOW = new Date(2026, 2, 31, 15, 30).getTime();
const row = (seq: number, at: Date, parts: Partial<LedgerRow> = {}): LedgerRow => ({
  seq,
  at: at.toISOString(),
  kind: 'outcome',
  verb: 'promote',
  phase: 'done',
  verdict: 'allowed',
  intent: null,
  connection: 'c',
  connectionName: 'c',
  entity: 'e',
  namespace: 'n',
  name: 'ranker',
  who: null,
  reason: null,
  failure: null,
  ...parts,
});
const read = (search: Record<string, string>) => viewState.read(search);

describe('the address of the ledger', () => {
  it('is read and written the same, and says nothing where nothing is chosen', () => {
    const search = { q: 'jo', what: 'pause,promote', verdict: 'refused', on: 'a,b', entity: 'x/y/z', when: '2026-03-01..', open: '7' };
    expect(viewState.write(read(search))).toEqual(search);
    expect(Object.values(viewState.write(read({}))).join('')).toBe('');
    expect(isNarrowed(read({ open: '7' }))).toBe(false);
  });

  it('takes what makes no sense for nothing', () => {
    const odd = read({ what: 'fly', verdict: 'maybe', when: '2026-02-30..', open: '-1' });
    expect([odd.whats, odd.verdict, odd.when, odd.open]).toEqual([[], null, { kind: 'any' }, null]);
    expect(read({ when: '..' }).when).toEqual({ kind: 'any' });
    expect(read({ what: 'session,promote' }).whats).toEqual(['session']);
  });
});

describe('what the ledger is asked for', () => {
  it('is nothing where nothing narrows', () => expect(filterOf(read({}), NOW)).toEqual({}));

  it.each<[Record<string, string>, object]>([
    [{ verdict: 'done' }, { phases: ['done'] }],
    [
      { verdict: 'refused', what: 'promote' },
      { kinds: ['refused'], verbs: ['promote'] },
    ],
    [{ what: 'session', verdict: 'done' }, { kinds: ['session-opened', 'session-closed'] }],
    [
      { q: '  jo ', on: 'a' },
      { text: 'jo', connections: ['a'] },
    ],
    [
      { entity: 'e', when: 'today' },
      { entity: 'e', from: new Date(2026, 2, 31).getTime() },
    ],
  ])('%j', (search, filter) => expect(filterOf(read(search), NOW)).toEqual(filter));
});

describe('days', () => {
  it('are of the calendar', () => {
    expect(['2026-02-28', '2026-02-29', '2024-02-29', '2026-13-01', '2026-2-1', ''].map(isDay)).toEqual([true, false, true, false, false, false]);
  });

  it('are counted by the reader’s clock, both ends included', () => {
    expect(boundsOf({ kind: 'days', from: '2026-03-01', to: '2026-03-01' }, NOW)).toEqual({
      from: new Date(2026, 2, 1).getTime(),
      to: new Date(2026, 2, 2).getTime() - 1,
    });
    expect(boundsOf({ kind: 'week' }, NOW)).toEqual({ from: new Date(2026, 2, 25).getTime(), to: null });
  });

  it('head the rows; a clock that was set back opens a group of its own', () => {
    const rows = [row(4, new Date(2026, 2, 31, 9)), row(3, new Date(2026, 2, 30, 9)), row(2, new Date(2026, 2, 31, 1)), row(1, new Date(2026, 2, 31, 0))];
    const groups = byDay(rows);
    expect(groups.map((group) => group.rows.map(({ seq }) => seq))).toEqual([[4], [3], [2, 1]]);
    expect(new Set(groups.map(({ key }) => key)).size).toBe(3);
  });

  it('keep their key while entries come on top', () => {
    const old = row(1, new Date(2026, 2, 31, 1));
    expect(byDay([row(2, new Date(2026, 2, 31, 2)), old])[0]?.key).toBe(byDay([old])[0]?.key);
  });
});

describe('an entry', () => {
  it.each<[Partial<LedgerRow>, ReturnType<typeof verdictOf>]>([
    [{}, 'done'],
    [{ kind: 'intent', phase: 'sending' }, 'intent'],
    [{ kind: 'refused', phase: null }, 'refused'],
    [{ phase: 'uncertain' }, 'uncertain'],
    [{ phase: 'waiting' }, null],
    [{ kind: 'session-opened', phase: null }, null],
  ])('%j came to %s', (parts, verdict) => expect(verdictOf(row(1, new Date(NOW), parts))).toBe(verdict));

  it('is proved by what others can check', () => {
    expect(JSON.parse(proofText({ seq: 3, hash: 'aa' }, { size: 5, root: 'bb', path: ['cc'] }))).toEqual({
      leafIndex: 3,
      leafHash: 'aa',
      treeSize: 5,
      rootHash: 'bb',
      path: ['cc'],
    });
    expect(shortDigest('0123456789abcdef')).toBe('012345…cdef');
    expect(shortDigest('short')).toBe('short');
  });
});
