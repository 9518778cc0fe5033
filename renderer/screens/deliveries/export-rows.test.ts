import { expect, test } from 'vitest';
import { failure } from '../../../shared/models/failure';
import type { Freshness } from '../../../shared/models/freshness';
import { words } from '../../../shared/words/all-words';
import type { DeliveryRow } from '../../data/delivery-row';
import { someDeliveryRow } from '../../../e2e/peers/some-delivery';
import { exportRows } from './export-rows';

const row = (connection: string, more: Partial<DeliveryRow> = {}) =>
  someDeliveryRow(connection, 'fraud/scorer', {
    uid: 'u',
    state: 'degraded',
    reason: 'replica-failure',
    message: '=cmd|calc',
    since: 0,
    images: ['a:1', 'b:2'],
    revision: 7,
    replicas: { desired: 3, updated: 2, ready: 1, available: 1, total: 3 },
    ...more,
  });

const stale: Freshness = { state: 'stale', asOf: 60_000, tries: 2, nextTryAt: null, failure: failure('unreachable') };
const context = {
  say: (id: keyof (typeof words)['en']) => words.en[id],
  byId: new Map(),
  freshnessOf: (connection: string): Freshness | undefined =>
    connection === 'live' ? { state: 'live', since: 1 } : connection === 'stale' ? stale : undefined,
  now: 120_000,
};

test('rows are exported in their order, with the columns that are shown, and always with how fresh they are', () => {
  const groups = [{ key: '', rows: [row('live'), row('stale'), row('unknown')] }];
  const lines = exportRows({ groups }, { ...context, columns: ['name', 'replicas', 'since', 'image'] }).split('\r\n');
  expect(lines).toEqual([
    '\uFEFFName,ready,of this version,asked for,In this state,Image,Freshness,As of',
    'scorer,1,2,3,1970-01-01T00:00:00.000Z,a:1 b:2,live,1970-01-01T00:02:00.000Z',
    'scorer,1,2,3,1970-01-01T00:00:00.000Z,a:1 b:2,stale,1970-01-01T00:01:00.000Z',
    'scorer,1,2,3,1970-01-01T00:00:00.000Z,a:1 b:2,,',
    '',
  ]);
});

test('replicas that nobody told are empty, not zero', () => {
  const replicas = { desired: 0, updated: 0, ready: 0, available: 0, total: 0 };
  const groups = [
    { key: '', rows: [row('live', { state: 'unknown', reason: 'fields-missing', replicas }), row('live', { reason: 'scaled-to-zero', replicas })] },
  ];
  const [, ...lines] = exportRows({ groups }, { ...context, columns: ['replicas'] }).split('\r\n');
  expect(lines.slice(0, 2)).toEqual([',,,live,1970-01-01T00:02:00.000Z', '0,0,0,live,1970-01-01T00:02:00.000Z']);
});

test('what an engine says cannot become a formula', () => {
  const text = exportRows({ groups: [{ key: '', rows: [row('live')] }] }, { ...context, columns: ['state'] });
  expect(text.split('\r\n')[1]).toBe("degraded,Replicas cannot be created.,'=cmd|calc,live,1970-01-01T00:02:00.000Z");
});
