import { expect, test } from 'vitest';
import { shortImage } from './short-image';

test('an image is shown by its last name and tag, a digest by its start', () => {
  expect(shortImage('registry.example:5000/team/ranker:v18')).toBe('ranker:v18');
  expect(shortImage('ranker')).toBe('ranker');
  expect(shortImage(`registry.example/ranker:v18@sha256:${'41c0ffee'.repeat(8)}`)).toBe('ranker:v18@41c0ffee41c0…');
});
