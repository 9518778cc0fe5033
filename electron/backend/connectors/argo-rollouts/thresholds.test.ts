import { expect, it } from 'vitest';
import { measuredNumber, thresholdsOf } from './thresholds';

it('reads the comparisons that a chart can draw', () => {
  const read = (condition: string, passes = true) => thresholdsOf(condition, passes).map(({ op, value }) => `${op}${value}`);
  expect(read('result[0] >= 0.95')).toEqual(['>=0.95']);
  expect(read('result<1e3')).toEqual(['<1000']);
  expect(read('0.95 <= result')).toEqual(['>=0.95']);
  expect(read('asFloat(result[0]) > -1')).toEqual(['>-1']);
  expect(read('result > 1 && (result < 2)')).toEqual(['>1', '<2']);
  expect(read('result < 1 || result > 2', false)).toEqual(['<1', '>2']);
});

it('draws nothing of what it cannot read whole', () => {
  for (const condition of ['result < 1 || result > 2', 'len(result) == 0', 'result[1] > 2', 'result > other', 'isNaN(result)', '', 'result > 1 > 2'])
    expect(thresholdsOf(condition, true)).toEqual([]);
  expect(thresholdsOf('result < 1 && len(result) > 0', false)).toEqual([]);
  expect(thresholdsOf('!isNaN(result) && result > 0.9', true)).toEqual([{ op: '>', value: 0.9, passes: true }]);
  expect(thresholdsOf(null, true)).toEqual([]);
});

it('takes what was measured for a number only where it is one', () => {
  expect(['0.97', '[0.97]', '[ 3 ]', '-1e3', '[]', '[1,2]', 'NaN', '', '{"a":1}', '+Inf', '12 ms'].map(measuredNumber)).toEqual([
    0.97,
    0.97,
    3,
    -1000,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});
