import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EntityId, type EntityKey } from './entity';
import { formatEntityLink, parseEntityLink } from './entity-link';

test('a link reads back as the entity that it names, whatever its id holds', () => {
  const id = fc.string({ minLength: 1, maxLength: 100, unit: 'grapheme-composite' }).filter((text) => EntityId.safeParse(text).success);
  fc.assert(
    fc.property(id, (text) => {
      const key: EntityKey = { connection: 'ae-prod-1a2b', kind: 'delivery', id: text };
      expect(parseEntityLink(formatEntityLink(key))).toEqual(key);
    }),
  );
});

test('a model of a workspace has a link like everything else', () => {
  const key: EntityKey = { connection: 'local-0123456789abcdef', kind: 'model', id: 'local/late arrival' };
  expect(formatEntityLink(key)).toBe('pilothouse://model/local-0123456789abcdef/local%2Flate%20arrival');
  expect(parseEntityLink(formatEntityLink(key))).toEqual(key);
});

test.each([
  'pilothouse://delivery/lab',
  'pilothouse://delivery/lab/',
  'pilothouse://delivery/lab/a/b',
  'pilothouse://delivery/lab/a?then=promote',
  'pilothouse://delivery/lab/a#promote',
  'pilothouse://delivery/LAB/a',
  'pilothouse://delivery/../a',
  'pilothouse://delivery/lab/%00',
  'pilothouse://delivery/lab/%zz',
  'pilothouse://secret/lab/a',
  'pilothouse://action/lab/promote',
  'https://example.invalid/delivery/lab/a',
  'javascript:alert(1)',
  ` pilothouse://delivery/lab/a`,
  `pilothouse://delivery/lab/${'a'.repeat(3_000)}`,
])('%s is no link', (link) => {
  expect(parseEntityLink(link)).toBeNull();
});

test('anything at all is read without an error', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseEntityLink(`pilothouse://${text}`)));
});
