import { expect, test } from 'vitest';
import { brushedBy, brushOf, movedBrush } from './brush';

const windows = Array.from({ length: 5 }, (_, index) => ({ start: index * 10, end: index * 10 + 10 }));

test('a stretch of time is the windows that it touches, whichever way it was drawn', () => {
  expect(brushOf(3, 1)).toEqual({ first: 1, last: 3 });
  expect(brushedBy(windows, 12, 31)).toEqual({ first: 1, last: 3 });
  expect(brushedBy(windows, 10, 20)).toEqual({ first: 1, last: 1 });
  expect(brushedBy(windows, 90, 95)).toBeNull();
  expect(brushedBy([], 0, 5)).toBeNull();
});

test('arrows move it within what there is and keep its length', () => {
  expect(movedBrush({ first: 3, last: 4 }, 'ArrowRight', false, 5)).toEqual({ first: 3, last: 4 });
  expect(movedBrush({ first: 1, last: 2 }, 'ArrowLeft', false, 5)).toEqual({ first: 0, last: 1 });
  expect(movedBrush({ first: 0, last: 1 }, 'End', false, 5)).toEqual({ first: 3, last: 4 });
});

test('with Shift it becomes longer or shorter, and never less than one window', () => {
  expect(movedBrush({ first: 2, last: 2 }, 'ArrowRight', true, 5)).toEqual({ first: 2, last: 3 });
  expect(movedBrush({ first: 2, last: 2 }, 'ArrowLeft', true, 5)).toEqual({ first: 2, last: 2 });
  expect(movedBrush({ first: 2, last: 2 }, 'x', false, 5)).toBeNull();
});
