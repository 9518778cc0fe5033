import { monitorEntityId } from '../../../shared/models/entity-ids';
import { expect, test } from 'vitest';
import type { MonitorEntity } from '../../../shared/models/drift-monitor';
import { monitorRows } from './list-rows';

const monitor = (name: string, more: Partial<MonitorEntity> = {}): MonitorEntity => ({
  connection: 'local',
  kind: 'monitor',
  id: monitorEntityId(name),
  namespace: '',
  name,
  of: null,
  source: 'files',
  window: 'day',
  version: 1,
  everyMinutes: null,
  verdict: 'not-drifted',
  drift: null,
  rows: 100,
  lastRunAt: 1,
  nextRunAt: null,
  progress: null,
  failure: null,
  ...more,
});
const worst = { column: 'delay', aspect: 'distribution' as const, measure: 'ks' as const, value: 0.3, threshold: 0.1, ratio: 3 };
const monitors = [
  monitor('calm'),
  monitor('few', { verdict: 'insufficient' }),
  monitor('moved', { verdict: 'drifted', drift: { first: 5, windows: 2, worst } }),
  monitor('unread', { failure: { code: 'unreachable', retry: 'self', detail: {} } }),
  monitor('new', { verdict: null, lastRunAt: null }),
];
const names = (text: string, column = 'state', descending = false) => monitorRows(monitors, { text, sort: { column, descending } }).map(({ id }) => id);

test('what drifted comes first, then what could not be read, then what nobody can tell; what is fine comes last', () => {
  expect(names('')).toEqual(['moved', 'unread', 'few', 'new', 'calm']);
});

test('a monitor is found by its name and by the feature that drifted', () => {
  expect([names('DELAY'), names('ca'), names('x')]).toEqual([['moved'], ['calm'], []]);
  expect(names('', 'since')[0]).toBe('moved');
  expect(names('', 'no-such-column')).toEqual(names(''));
});
