import { describe, expect, it } from 'vitest';
import { type Changes, gathered, isTouched } from './touched';

const A = 'local-aaaaaaaaaaaaaaaa';
const changes = (topic: 'runs' | 'models' | 'datasets', ids: readonly string[] | null): Changes => new Map([[topic, ids === null ? null : new Set(ids)]]);

describe('what a change makes old', () => {
  it('is the list, and the page of the one that changed', () => {
    const changed = changes('runs', ['r1']);
    expect(isTouched(['runs.search', { connection: A }], A, changed)).toBe(true);
    expect(isTouched(['runs.get', { connection: A, run: 'r1' }], A, changed)).toBe(true);
    expect(isTouched(['runs.compare', { connection: A, runs: ['r0', 'r1'] }], A, changed)).toBe(true);
    expect(isTouched(['runs.get', { connection: A, run: 'r2' }], A, changed)).toBe(false);
    expect(isTouched(['models.list', { connection: A }], A, changed)).toBe(false);
  });

  it('is all of a topic where too many changed to name', () => {
    expect(isTouched(['runs.series', { connection: A, run: 'r2' }], A, changes('runs', null))).toBe(true);
  });

  it('is the page of a model when a version of it changed', () => {
    expect(isTouched(['models.get', { connection: A, model: 'late' }], A, changes('models', ['late@3']))).toBe(true);
    expect(isTouched(['models.get', { connection: A, model: 'late' }], A, changes('models', ['later@3']))).toBe(false);
  });

  it('is nothing of another workspace, and nothing that is no verb of one', () => {
    expect(isTouched(['runs.search', { connection: 'local-bbbbbbbbbbbbbbbb' }], A, changes('runs', null))).toBe(false);
    expect(isTouched(['ledger.list', { connection: A }], A, changes('runs', null))).toBe(false);
  });
});

describe('changes that wait', () => {
  it('are gathered, and "too many to name" takes all names in', () => {
    const some = gathered(changes('runs', ['r1']), [{ topic: 'runs', ids: ['r2'] }]);
    expect([...(some.get('runs') ?? [])]).toEqual(['r1', 'r2']);
    const all = gathered(some, [{ topic: 'runs', ids: null }]);
    expect(all.get('runs')).toBe(null);
    expect(gathered(all, [{ topic: 'runs', ids: ['r3'] }]).get('runs')).toBe(null);
  });
});
