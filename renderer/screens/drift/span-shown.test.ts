import { expect, test } from 'vitest';
import type { HeatMap } from '../../../shared/models/drift-monitor';
import { spanShown, worstColumnOf } from './span-shown';

const windows: HeatMap['windows'] = [0, 10, 20].map((start) => ({ start, end: start + 10, verdict: 'not-drifted' }));
const column = (name: string, ratios: (number | null)[], verdicts: HeatMap['columns'][number]['verdicts']) => ({
  name,
  role: 'input' as const,
  worst: null,
  ratios,
  verdicts,
});
const none = { from: null, to: null };

test('a page opens on the window that the map opens on, then on the newest; what was brushed comes before', () => {
  expect(spanShown(windows, none, 10)).toEqual({ from: 10, to: 20 });
  expect(spanShown(windows, none, null)).toEqual({ from: 20, to: 30 });
  expect(spanShown(windows, { from: 0, to: 20 }, 10)).toEqual({ from: 0, to: 20 });
  expect(spanShown([], none, null)).toBeNull();
});

test('the feature that is shown first is the worst of that stretch, and one that drifted before one that is only large', () => {
  const map: HeatMap = {
    windows,
    columns: [
      column('calm', [0.1, 0.1, 0.1], ['not-drifted', 'not-drifted', 'not-drifted']),
      column('chance', [3, 3, 3], ['not-drifted', 'not-drifted', 'not-drifted']),
      column('moved', [9, 1.2, null], ['drifted', 'drifted', 'insufficient']),
    ],
    focus: null,
  };
  expect(worstColumnOf(map, { from: 10, to: 20 })).toBe('moved');
  expect(worstColumnOf(map, { from: 20, to: 30 })).toBe('chance');
  expect(worstColumnOf({ ...map, columns: map.columns.slice(0, 1) }, { from: 90, to: 99 })).toBe('calm');
  expect(worstColumnOf({ ...map, columns: [] }, { from: 0, to: 10 })).toBeNull();
});
