import { expect, test } from 'vitest';
import {
  columnDrafts,
  draftOf,
  draftSettings,
  draftSource,
  EMPTY_COLUMN,
  EMPTY_DRAFT,
  momentOf,
  type MonitorDraft,
  shareOf,
  sourceDraft,
  whole,
} from './monitor-draft';

const draft: MonitorDraft = {
  ...EMPTY_DRAFT,
  name: ' flights ',
  path: 'data/2001-*.parquet',
  time: 'date',
  from: '2001-01-01',
  to: '2001-02-01',
  predictions: ['score'],
  columns: {
    ...columnDrafts(['delay', 'origin', 'score', 'row_id']),
    row_id: { ...EMPTY_COLUMN, judged: false },
    delay: { judged: true, measure: 'ks', threshold: '0,2', bins: '' },
  },
};
const settings = (more: Partial<MonitorDraft> = {}) => draftSettings({ ...draft, ...more }, 'local', null);

test('what is typed becomes settings, and settings what would have been typed', () => {
  const made = settings();
  expect(made).toMatchObject({
    name: 'flights',
    source: { kind: 'files', connection: 'local', path: 'data/2001-*.parquet', format: 'parquet', time: 'date' },
    reference: { kind: 'window', from: Date.UTC(2001, 0, 1), to: Date.UTC(2001, 1, 1) },
    predictions: ['score'],
    config: { columns: ['delay', 'origin', 'score'], of: { delay: { measure: 'ks', threshold: 0.2 } }, rowsMin: 500, missing: 0.05, level: 0.05 },
    everyMinutes: 60,
  });
  if (!made) throw new Error('no settings');
  expect(draftSettings(draftOf(made, ['delay', 'origin', 'score', 'row_id']), 'local', made)).toEqual(made);
});

test('what the form does not ask stays as it was', () => {
  const made = settings();
  if (!made) throw new Error('no settings');
  expect(
    draftSettings({ ...draftOf(made, ['delay']), of: { connection: 'shop', kind: 'delivery', id: 'argo-rollouts/shop/ranker' } }, 'here', null)?.of?.id,
  ).toBe('argo-rollouts/shop/ranker');
  const before = { ...made, config: { ...made.config, level: 0.01, of: { delay: { edges: [0, 1, 2], threshold: 0.2 }, origin: { as: 'category' as const } } } };
  const after = draftSettings({ ...draftOf(before, ['delay', 'origin']), bins: '30' }, 'local', before);
  expect(after?.config).toMatchObject({ level: 0.01, bins: 30, of: { delay: { edges: [0, 1, 2], threshold: 0.2 }, origin: { as: 'category' } } });
});

test('a source that is named whole comes through the form as it is, as what is read and as what that is held against', () => {
  const object = { kind: 'objects', connection: 's3', bucket: 'b', prefix: 'm/', glob: 'a.parquet', format: 'parquet', time: 'date' } as const;
  const version = { kind: 'dataset', connection: 'local', dataset: 'flights', version: '0123456789ab', time: 'date' } as const;
  for (const [source, given] of [
    [object, version],
    [version, object],
  ] as const) {
    const made = settings({ ...sourceDraft(source), against: 'given', given });
    expect(made).toMatchObject({ source, reference: { kind: 'source', source: given } });
    if (!made) throw new Error('no settings');
    expect(draftSettings(draftOf(made, ['delay', 'origin', 'score', 'row_id']), 'local', made)).toEqual(made);
  }
  expect(settings({ against: 'given', given: { ...object, time: null } })?.reference).toEqual({ kind: 'source', source: object });
});

test('a threshold that is taken away is by custom again', () => {
  const made = settings();
  if (!made) throw new Error('no settings');
  const after = draftSettings({ ...draft, columns: { ...draft.columns, delay: EMPTY_COLUMN } }, 'local', made);
  expect(after?.config.of).toEqual({});
});

test.each([
  ['a name', { name: ' ' }],
  ['a path that leads out', { path: '../other' }],
  ['a reference that ends before it begins', { to: '2000-12-01' }],
  ['a day that is none', { from: '2001-02-31' }],
  ['a share beyond all', { missing: '101' }],
  ['a threshold of nothing', { columns: { delay: { ...EMPTY_COLUMN, threshold: '0' } } }],
  ['one bin', { bins: '1' }],
  ['no column at all', { columns: { delay: { ...EMPTY_COLUMN, judged: false } } }],
  ['half a minute', { every: '0.5' }],
])('%s is no monitor', (_, more: Partial<MonitorDraft>) => {
  expect(settings(more)).toBeNull();
});

test('numbers are taken as people type them', () => {
  expect([shareOf('5'), shareOf(' 0,5 '), shareOf(''), shareOf('x'), whole('20', 2, 1_000), whole('2.5', 1, 9)]).toEqual([0.05, 0.005, null, null, 20, null]);
  expect(momentOf('2001-01-31')).toBe(Date.UTC(2001, 0, 31));
});

test('a source is known only when it is whole', () => {
  expect(draftSource({ ...draft, kind: 'payloads', service: '' }, 'local')).toBeNull();
  expect(draftSource({ ...draft, kind: 'payloads', service: 'arrivals' }, 'local')).toEqual({
    kind: 'payloads',
    connection: 'local',
    service: 'arrivals',
    revision: null,
  });
  expect(draftSource({ ...draft, kind: 'objects', connection: 's3', bucket: 'flights', prefix: 'raw/', glob: '' }, 'local')).toMatchObject({
    connection: 's3',
    glob: null,
  });
});
