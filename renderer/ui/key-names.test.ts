import { expect, test } from 'vitest';
import { keyNames } from './key-names';

test('a shortcut has the names that are printed on the keys of the platform', () => {
  expect(keyNames('mod+shift+k', false)).toEqual(['Ctrl', 'Shift', 'K']);
  expect(keyNames('mod+shift+k', true)).toEqual(['⌘', '⇧', 'K']);
  expect(keyNames('mod+Enter', true)).toEqual(['⌘', '↩']);
});

test('keys that follow each other stand one after the other', () => {
  expect(keyNames('g d', false)).toEqual(['G', 'D']);
});

test('single signs and named keys are kept', () => {
  expect([keyNames('/', false), keyNames('?', false), keyNames('Escape', true), keyNames('F5', false), keyNames('up', false)]).toEqual([
    ['/'],
    ['?'],
    ['Esc'],
    ['F5'],
    ['↑'],
  ]);
});
