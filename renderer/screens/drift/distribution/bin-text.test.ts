import { createIntl } from 'react-intl';
import { expect, test } from 'vitest';
import type { Say } from '../../../ui/use-words';
import { edgeText } from '../../../parts/edge-text';
import { binText } from './bin-text';
import type { DistributionBar } from './distribution-bars';

const intl = createIntl({ locale: 'en', timeZone: 'America/New_York' });
const say: Say = (id, values) => `${id} ${JSON.stringify(values ?? {})}`;
const bar = (parts: Partial<DistributionBar>): DistributionBar => ({
  kind: 'in',
  name: null,
  from: null,
  to: null,
  reference: 0,
  current: 0,
  difference: 0,
  ...parts,
});

test('times are told as they are counted: by the clock of UTC, or as a day', () => {
  expect(edgeText(intl, 'time', 6.5 * 3_600_000)).toBe('06:30');
  expect(edgeText(intl, 'time', Date.UTC(2001, 5, 8))).toBe('Jun 8, 2001');
  expect(edgeText(intl, 'number', 6.5)).toBe('6.5');
});

test('days of the week have their names; a category called 1 keeps its own', () => {
  const first = bar({ kind: 'category', name: '1' });
  expect([binText(say, intl, 'time', first), binText(say, intl, 'category', first)]).toEqual(['Monday', '1']);
  expect(binText(say, intl, 'category', bar({ kind: 'category', name: '' }))).toBe('“”');
});

test('what lies outside is told by the edge that it lies beyond', () => {
  expect(binText(say, intl, 'number', bar({ kind: 'below', to: -20 }))).toContain('−20'.replace('−', '-'));
  expect(binText(say, intl, 'number', bar({ kind: 'above', from: 120 }))).toContain('120');
});
