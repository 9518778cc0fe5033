import { expect, test } from 'vitest';
import type { DriftMark } from '../../../../shared/models/drift-monitor';
import { placeMarks } from './place-marks';

const mark = (at: number, label: string): DriftMark => ({ at, kind: 'delivery', label, entity: null });
const named = (...marks: readonly DriftMark[]) => placeMarks(marks, (at) => at, 500).flatMap(({ mark: { label }, isNamed }) => (isNamed ? [label] : []));

test('words that would lie over each other give way to the earlier ones; their lines stay', () => {
  expect(named(mark(0, 'v17 delivered'), mark(20, 'v18 delivered'), mark(200, 'v19'))).toEqual(['v17 delivered', 'v19']);
  expect(placeMarks([mark(20, 'b'), mark(0, 'a')], (at) => at, 500).map(({ x }) => x)).toEqual([0, 20]);
});

test('words that would reach out of the picture are not drawn', () => {
  expect(named(mark(490, 'v20 delivered'))).toEqual([]);
});
