import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TableItems } from './table-items';

const keyOf = (row: string) => row;
const NONE: ReadonlySet<string> = new Set();
const groups = [
  { key: 'prod', heading: 'Production', rows: ['a', 'b'] },
  { key: 'none', heading: 'Nothing', rows: [] },
  { key: 'lab', heading: 'Lab', rows: ['c'] },
];
const kinds = (items: TableItems<string>) =>
  Array.from({ length: items.count }, (_, index) => {
    const item = items.at(index);
    return item?.kind === 'group' ? `[${item.group.key}${item.folded ? ' folded' : ''}]` : item?.row;
  });

describe('the lines of a table', () => {
  test('are headings and rows by their number', () => {
    expect(kinds(new TableItems(groups, NONE, keyOf))).toEqual(['[prod]', 'a', 'b', '[none]', '[lab]', 'c']);
  });

  test('a folded group is its heading alone; a group without a heading cannot be folded', () => {
    expect(kinds(new TableItems(groups, new Set(['prod']), keyOf))).toEqual(['[prod folded]', '[none]', '[lab]', 'c']);
    expect(kinds(new TableItems([{ key: '', rows: ['a'] }], new Set(['']), keyOf))).toEqual(['a']);
  });

  test('beyond the ends there is nothing', () => {
    const items = new TableItems(groups, NONE, keyOf);
    expect([items.at(-1), items.at(6), items.keyAt(6), new TableItems([], NONE, keyOf).at(0)]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('a row named like a group is not taken for it', () => {
    const items = new TableItems([{ key: 'a', heading: 'A', rows: ['a'] }], NONE, keyOf);
    expect([items.find('a', 0), items.find(items.keyAt(0) ?? '', 1)]).toEqual([1, 0]);
  });

  test('rows between two lines leave the headings out, in either direction', () => {
    const items = new TableItems(groups, NONE, keyOf);
    expect([items.rowKeys(1, 5), items.rowKeys(5, 2), items.rowKeys(-3, 99)]).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
      ['a', 'b', 'c'],
    ]);
  });

  test('a line is found again by its key wherever the others have gone', () => {
    const anyGroups = fc
      .uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 30 })
      .chain((keys) =>
        fc.record({ keys: fc.constant(keys), cut: fc.integer({ min: 0, max: keys.length }), headed: fc.boolean(), wasAt: fc.integer({ min: 0, max: 40 }) }),
      );
    fc.assert(
      fc.property(anyGroups, ({ keys, cut, headed, wasAt }) => {
        const heading = headed ? 'x' : null;
        const items = new TableItems(
          [
            { key: '1', heading, rows: keys.slice(0, cut) },
            { key: '2', heading, rows: keys.slice(cut) },
          ],
          NONE,
          keyOf,
        );
        for (let line = 0; line < items.count; line += 1) expect(items.find(items.keyAt(line) ?? '', wasAt)).toBe(line);
        expect(items.find('not there', wasAt)).toBeUndefined();
      }),
    );
  });
});
