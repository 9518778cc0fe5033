import { expect, test } from 'vitest';
import { parseEntityLink } from '../../shared/models/entity-link';
import { findLink } from './find-link';

test('a link is found among other arguments', () => {
  expect(findLink(['pilothouse', '--lang=ar', 'pilothouse://delivery/prod-eu/shop%2Fweb', '.'])).toBe('pilothouse://delivery/prod-eu/shop%2Fweb');
  expect(findLink(['pilothouse:not-the-executable'])).toBeNull();
  expect(findLink(['pilothouse', '--x=pilothouse://delivery/a/b', 'https://pilothouse/'])).toBeNull();
});

test.each([
  'pilothouse://delivery/prod/..',
  'pilothouse://',
  'pilothouse:delivery/prod/web',
  'PILOTHOUSE://DELIVERY/PROD/WEB',
  'pilothouse://delivery/Prod/web',
  'pilothouse://delivery/../../etc/passwd',
  'pilothouse://delivery/prod/web?then=delete',
  'pilothouse://delivery/prod/%00',
  'pilothouse://delivery/prod/%zz',
  'pilothouse://user@delivery/prod/web',
  'pilothouse://run/prod/rm%20-rf',
  `pilothouse://delivery/prod/${'a'.repeat(3_000)}`,
])('%s is found, and is at most the name of an entity', (link) => {
  expect(findLink(['pilothouse', link])).toBe(link);
  const key = parseEntityLink(link);
  // An id is only ever compared with ids that are there; `..` names none.
  expect(key === null || key.id === '..').toBe(true);
});
