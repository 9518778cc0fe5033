import { expect, test } from 'vitest';
import { axisMarks } from './axis-marks';

test('names along an axis do not touch each other', () => {
  expect(axisMarks(10, 100)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(axisMarks(90, 5)).toEqual([0, 13, 26, 39, 52, 65, 78]);
});

test('the chosen one is named, and those beside it give way', () => {
  expect(axisMarks(90, 5, 29)).toEqual([0, 13, 29, 52, 65, 78]);
  expect(axisMarks(90, 5, 900)).toEqual(axisMarks(90, 5));
});

test('where there is nothing, nothing is named', () => {
  expect(axisMarks(0, 20)).toEqual([]);
  expect(axisMarks(20, 0)).toEqual([]);
});
