import { expect, test } from 'vitest';
import { KeySequence, type Press, pressName, SEQUENCE_MS } from './keys';

const press = (key: string, more: Partial<Press> = {}): Press => ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

test('the same shortcut is Ctrl on Linux and Windows, and Command on a Mac', () => {
  expect(pressName(press('k', { ctrlKey: true }), false)).toBe('mod+k');
  expect(pressName(press('k', { metaKey: true }), true)).toBe('mod+k');
  expect(pressName(press('k', { ctrlKey: true }), true)).toBe('ctrl+k');
});

test('on an Arabic layout a key counts by its place', () => {
  expect(pressName(press('ن', { ctrlKey: true, code: 'KeyK' }), false)).toBe('mod+k');
  expect(pressName(press('؟', { shiftKey: true, code: 'Slash' }), false)).toBe('?');
});

test('shift is said only where it makes no other sign', () => {
  expect(pressName(press('?', { shiftKey: true }), false)).toBe('?');
  expect(pressName(press('K', { shiftKey: true, ctrlKey: true }), false)).toBe('mod+shift+k');
  expect(pressName(press('ArrowLeft', { altKey: true }), false)).toBe('alt+left');
});

test('a sequence needs its keys one after the other, without a long pause', () => {
  const all = ['g d', 'g c', 'd'];
  const keys = new KeySequence();
  expect([keys.press('g', 0, all), keys.press('d', 100, all)]).toEqual(['begun', 'g d']);
  expect([keys.press('g', 1_000, all), keys.press('d', 1_000 + SEQUENCE_MS, all)]).toEqual(['begun', 'd']);
  expect([keys.press('g', 9_000, all), keys.press('x', 9_100, all), keys.press('c', 9_200, all)]).toEqual(['begun', null, null]);
  expect([keys.press('g', 20_000, all), keys.press('g', 20_100, all), keys.press('c', 20_200, all)]).toEqual(['begun', 'begun', 'g c']);
});
