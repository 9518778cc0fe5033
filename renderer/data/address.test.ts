import { expect, test } from 'vitest';
import { parseSearch, stringifySearch } from './address';

test('an address is plain text that people can read', () => {
  expect(stringifySearch({ q: 'state:paused "a b"', open: 'ae/fraud/scorer', sort: '' })).toBe('?q=state%3Apaused+%22a+b%22&open=ae%2Ffraud%2Fscorer');
  expect(stringifySearch({})).toBe('');
});

test('what looks like a number or a list stays text', () => {
  expect(parseSearch('?q=007&on=["a"]&q2=true')).toEqual({ q: '007', on: '["a"]', q2: 'true' });
});

test('what was written is read back', () => {
  const search = { q: 'a&b=c?#%', on: 'ä,ب' };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});
