import { describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../shared/models/ledger-entry';
import { appended, type LedgerPages, withNewest } from './ledger-pages';

const row = (seq: number) => ({ seq }) as LedgerRow; // what is asked of it
const rows = (...seqs: number[]) => seqs.map(row);
const seqs = ({ rows: held }: Pick<LedgerPages, 'rows'>) => held.map(({ seq }) => seq);
const pages = (...held: number[]): LedgerPages => ({ rows: rows(...held), total: held.length, whole: false, reading: true, failure: null });

describe('pages of the ledger', () => {
  it('are put below each other, and are whole with a page that is not full', () => {
    const one = appended(pages(), { rows: rows(9, 8), total: 4 }, 2);
    expect([seqs(one), one.whole, one.reading]).toEqual([[9, 8], false, false]);
    const two = appended(one, { rows: rows(7), total: 3 }, 2);
    expect([seqs(two), two.whole]).toEqual([[9, 8, 7], true]);
  });

  it('never hold an entry twice, though a page was read again', () => {
    expect(seqs(appended(pages(9, 8), { rows: rows(8, 7), total: 3 }, 2))).toEqual([9, 8, 7]);
  });
});

describe('new entries', () => {
  it('come on top where they are live', () => {
    const held = withNewest({ pages: pages(2, 1), fresh: [] }, { rows: rows(4, 3, 2), total: 4 }, { live: true, gap: false });
    expect([seqs(held.pages), held.fresh, held.pages.total]).toEqual([[4, 3, 2, 1], [], 4]);
  });

  it('wait aside while something is read, each once, until they are taken', () => {
    const first = withNewest({ pages: pages(2, 1), fresh: [] }, { rows: rows(3), total: 3 }, { live: false, gap: false });
    const second = withNewest(first, { rows: rows(4, 3), total: 4 }, { live: false, gap: false });
    expect([seqs(second.pages), seqs({ rows: second.fresh })]).toEqual([
      [2, 1],
      [4, 3],
    ]);
    const taken = withNewest(second, { rows: rows(5), total: 5 }, { live: true, gap: false });
    expect(seqs(taken.pages)).toEqual([5, 4, 3, 2, 1]);
  });

  it('begin the list anew where more came than were read', () => {
    const held = withNewest({ pages: pages(2, 1), fresh: rows(3) }, { rows: rows(900, 899), total: 901 }, { live: false, gap: true });
    expect([seqs(held.pages), held.pages.whole, held.fresh]).toEqual([[900, 899], false, []]);
  });
});
