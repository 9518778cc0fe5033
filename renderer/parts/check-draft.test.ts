import { expect, it } from 'vitest';
import { checkName, checkOf, NEW_CHECK } from './check-draft';

it('a rule is made of what was typed', () => {
  expect(checkOf({ ...NEW_CHECK, rule: 'range', column: 'delay', min: '-60', max: '' })).toEqual({ rule: 'range', column: 'delay', min: -60, max: null });
  expect(checkOf({ ...NEW_CHECK, rule: 'set', column: 'code', values: 'AA, 7\ntrue,' })).toEqual({ rule: 'set', column: 'code', values: ['AA', 7, true] });
  expect(checkOf({ ...NEW_CHECK, rule: 'unique', columns: ['a', 'b'] })).toEqual({ rule: 'unique', columns: ['a', 'b'] });
});

it('what is not whole is no rule yet', () => {
  const none = [
    { ...NEW_CHECK },
    { ...NEW_CHECK, rule: 'range' as const, column: 'a' },
    { ...NEW_CHECK, rule: 'range' as const, column: 'a', min: '5', max: '1' },
    { ...NEW_CHECK, rule: 'range' as const, column: 'a', min: 'many' },
    { ...NEW_CHECK, rule: 'row-count' as const, min: '-1' },
    { ...NEW_CHECK, rule: 'freshness' as const, column: 'a', hours: '0' },
    { ...NEW_CHECK, rule: 'unique' as const },
  ];
  expect(none.map(checkOf)).toEqual(none.map(() => null));
});

it('each rule has a name of its own', () => {
  const check = { rule: 'not-null', column: 'a' } as const;
  expect(checkName(check, [])).toBe('a not-null');
  expect(checkName(check, [{ name: 'a not-null' }, { name: 'a not-null 2' }])).toBe('a not-null 3');
});
