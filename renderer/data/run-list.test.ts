import { describe, expect, it } from 'vitest';
import type { RunRow } from '../../shared/models/run';
import { isGap, NO_RUNS, RUN_PAGE, type RunList, withPage } from './run-list';

const row = (n: number, name = `run ${n}`): RunRow => ({
  id: n.toString(16).padStart(32, '0'),
  name,
  experiment: 'Default',
  state: 'finished',
  origin: 'process',
  entryPoint: 'main',
  startedAt: n,
  endedAt: n + 1,
  user: null,
  metrics: { loss: n },
  params: {},
  deleted: false,
});
const rows = (from: number, count: number) => Array.from({ length: count }, (_, index) => row(from + index));
const names = ({ slots }: RunList, from: number, to: number) => slots.slice(from, to).map((slot) => (isGap(slot) ? null : slot.name));

describe('pages of runs', () => {
  it('stand in their places, and what was not read is a gap', () => {
    const list = withPage(NO_RUNS, RUN_PAGE, { rows: rows(RUN_PAGE, 2), total: 250 });
    expect(list.slots.length).toBe(250);
    expect(names(list, RUN_PAGE - 1, RUN_PAGE + 3)).toEqual([null, 'run 100', 'run 101', null]);
  });

  it('keep a run that did not change as the same object, also where it moved down', () => {
    const before = withPage(NO_RUNS, 0, { rows: rows(0, 3), total: 3 });
    const after = withPage(before, 0, { rows: [row(9), ...rows(0, 3)], total: 4 });
    expect(after.slots[1]).toBe(before.slots[0]);
    expect(names(after, 0, 4)).toEqual(['run 9', 'run 0', 'run 1', 'run 2']);
  });

  it('never show a run twice: one that moved into a page leaves the other', () => {
    const two = withPage(withPage(NO_RUNS, 0, { rows: rows(0, RUN_PAGE), total: 150 }), RUN_PAGE, { rows: rows(RUN_PAGE, 50), total: 150 });
    const after = withPage(two, 0, { rows: [row(RUN_PAGE), ...rows(0, RUN_PAGE - 1)], total: 150 });
    const ids = after.slots.filter((slot) => !isGap(slot)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(names(after, RUN_PAGE, RUN_PAGE + 2)).toEqual([null, 'run 101']);
  });

  it('shrink with the list', () => {
    const before = withPage(NO_RUNS, 0, { rows: rows(0, 5), total: 5 });
    expect(withPage(before, 0, { rows: rows(0, 2), total: 2 }).slots.length).toBe(2);
  });
});
