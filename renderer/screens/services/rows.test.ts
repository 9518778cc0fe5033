import { expect, test } from 'vitest';
import { DEFAULT_RELEASE, type ServiceRow } from '../../../shared/models/service';
import { serviceRows } from './rows';

const service = (name: string, state: ServiceRow['release']['state']): ServiceRow => ({
  name,
  uid: name,
  createdAt: 1,
  model: 'late-arrival',
  release: { state, since: 1, stable: 1, candidate: null, step: null, held: false, returning: false, before: null, until: null, waiting: null, lock: null },
  plan: DEFAULT_RELEASE,
  arms: [],
  offers: [],
  weights: [],
  generation: 1,
});
const arm = { at: 0, errors: 0, refused: 0, p50: 1, p99: 9 };
const sources = {
  services: [service('arrivals', 'stable'), service('ranker', 'paused'), service('prices', 'degraded')],
  deliveries: new Map(),
  figures: new Map([
    [
      'ranker',
      [
        { ...arm, revision: 1, requests: 80, p95: 3 },
        { ...arm, revision: 2, requests: 20, p95: 5 },
      ],
    ],
  ]),
};
const names = (text: string, column: string, descending = false) => serviceRows(sources, { text, sort: { column, descending } }).map(({ name }) => name);

test('arms are counted together, and a service of which nothing is told says nothing', () => {
  const [arrivals, , ranker] = serviceRows(sources, { text: '', sort: { column: 'name', descending: false } });
  expect(ranker).toMatchObject({ counts: { requests: 100 }, p95: 5 });
  expect(arrivals).toMatchObject({ counts: undefined, p95: null });
});

test('a text finds a service by its name or its model', () => {
  expect([names('RANK', 'name'), names('late-arrival', 'name'), names('x', 'name')]).toEqual([['ranker'], ['arrivals', 'prices', 'ranker'], []]);
});

test('what calls for a look comes first, and what cannot be told last', () => {
  expect(names('', 'state')).toEqual(['prices', 'ranker', 'arrivals']);
  expect(names('', 'rate', true)[0]).toBe('ranker');
  expect(names('', 'no-such-column')).toEqual(['arrivals', 'prices', 'ranker']);
});
