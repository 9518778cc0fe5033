import { describe, expect, test } from 'vitest';
import { directionOf, resolveLook } from './appearance';

const bright = { dark: false, contrast: false };

describe('the look that a choice comes to', () => {
  test('follows the system where that is the choice', () => {
    expect(resolveLook('system', bright)).toEqual({ theme: 'light', scheme: 'light' });
    expect(resolveLook('system', { dark: true, contrast: false })).toEqual({ theme: 'dark', scheme: 'dark' });
    expect(resolveLook('system', { dark: true, contrast: true })).toEqual({ theme: 'contrast', scheme: 'dark' });
    expect(resolveLook('system', { dark: false, contrast: true })).toEqual({ theme: 'contrast', scheme: 'light' });
  });

  test('a choice of its own beats the system', () => {
    expect(resolveLook('light', { dark: true, contrast: true })).toEqual({ theme: 'light', scheme: 'light' });
    expect(resolveLook('dark', bright)).toEqual({ theme: 'dark', scheme: 'dark' });
  });

  test('high contrast is light or dark as the system is', () => {
    expect(resolveLook('contrast', bright)).toEqual({ theme: 'contrast', scheme: 'light' });
    expect(resolveLook('contrast', { dark: true, contrast: false })).toEqual({ theme: 'contrast', scheme: 'dark' });
  });

  test('Arabic reads from the right', () => {
    expect([directionOf('en'), directionOf('ar')]).toEqual(['ltr', 'rtl']);
  });
});
