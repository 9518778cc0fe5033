import { expect, test } from 'vitest';
import { shortImage } from './short-image';

const DIGEST = `sha256:${'41c0ffee'.repeat(8)}`;

test('an image is shown by its last name and its tag, whatever port and folders stand before', () => {
  expect(shortImage('registry.example:5000/team/ranker:v18')).toEqual({ name: 'ranker', tag: ':v18', digest: '' });
  expect(shortImage('ranker')).toEqual({ name: 'ranker', tag: '', digest: '' });
});

test('a digest is shown by its start and its end, beside a tag or alone', () => {
  expect(shortImage(`registry.example/ranker:v18@${DIGEST}`)).toEqual({ name: 'ranker', tag: ':v18', digest: '@sha256:41c0…ee' });
  expect(shortImage(`ranker@${DIGEST}`)).toEqual({ name: 'ranker', tag: '', digest: '@sha256:41c0…ee' });
});

test('what is no image is shown as it is', () => {
  expect(shortImage('')).toEqual({ name: '', tag: '', digest: '' });
  expect(shortImage('ranker@latest')).toEqual({ name: 'ranker', tag: '', digest: '@latest' });
});
