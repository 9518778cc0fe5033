import { expect, it } from 'vitest';
import { CONNECTION, settings } from '../../../../../e2e/monitor-stage';
import { TO_ENGINE_MAX } from '../../../../../shared/api/engine-socket';
import type { FrozenBins } from '../../counts/frozen-bins';
import { liveWanted } from './live-wanted';

const SOURCE = { kind: 'payloads' as const, connection: CONNECTION, service: 'late', revision: 2 };
const reference = { rows: 0, nulls: 0, notFinite: 0, counts: [], sigma: null, once: 0, twice: 0 };
const binsOf = (columns: readonly (readonly [name: string, values: readonly string[]])[]): FrozenBins => ({
  schema: 'pilothouse.drift-bins/1',
  digest: '',
  columns: columns.map(([name, values]) => ({ name, type: 'category', config: {}, bins: { kind: 'categories', values: [...values] }, reference })),
});

it('asks for what a service is to be counted in, and for nothing of other sources', () => {
  expect(liveWanted(settings(), { bins: binsOf([['a', ['x']]]) })).toBeNull();
  const asked = liveWanted(settings({ source: SOURCE, window: 'week' }), { bins: binsOf([['a', ['x']]]) });
  expect(asked).toEqual({
    wanted: { service: 'late', revision: 2, window: 'week', columns: [{ name: 'a', type: 'category', bins: { kind: 'categories', values: ['x'] } }] },
    leftOut: 0,
  });
});

it('leaves out what is too much for a line to the engine, however long names and categories are', () => {
  const many = Array.from({ length: 100_000 }, (_, n) => `"${n}"ب`);
  const names = Array.from({ length: 9_000 }, (_, n) => [`${n} ${'x'.repeat(290)}`, ['a']] as const);
  const asked = liveWanted(settings({ source: SOURCE }), { bins: binsOf([['many', many], ['few', ['a']], ...names]) });
  expect(asked?.wanted.columns[0]?.name).toBe('few');
  expect((asked?.wanted.columns.length ?? 0) + (asked?.leftOut ?? 0)).toBe(9_002);
  expect(Buffer.byteLength(JSON.stringify(asked?.wanted))).toBeLessThan(TO_ENGINE_MAX * 0.6);
});
