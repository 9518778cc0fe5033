import { expect, it } from 'vitest';
import { isBefore } from './resource-version';

it.each([
  ['9', '10', true],
  ['10', '9', false],
  ['10', '10', false],
  ['0010', '9', false],
  ['99999999999999999998', '99999999999999999999', true],
  ['abc', '10', false],
  ['', '10', false],
])('of %s and %s the first is before the other: %s', (one, other, before) => expect(isBefore(one, other)).toBe(before));
