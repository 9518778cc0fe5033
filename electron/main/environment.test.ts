import { expect, test } from 'vitest';
import { lacksGpu, readBench, readDevServer } from './environment';

test.each([
  ['http://127.0.0.1:5173', 'http://127.0.0.1:5173'],
  ['http://localhost:5173/', 'http://localhost:5173'],
  ['http://evil.example:5173', null],
  ['https://127.0.0.1.evil.example', null],
  ['file:///tmp', null],
  ['rubbish', null],
  ['', null],
  [undefined, null],
])('the development server %j is taken as %j', (address, expected) => {
  expect(readDevServer({ PILOTHOUSE_DEV_SERVER: address }, false)).toBe(expected);
});

test('a packaged app does not look at the environment', () => {
  expect(readDevServer({ PILOTHOUSE_DEV_SERVER: 'http://127.0.0.1:5173' }, true)).toBeNull();
  expect(readBench({ PILOTHOUSE_BENCH: '1' }, true)).toBe(false);
  expect(readBench({ PILOTHOUSE_BENCH: '1' }, false)).toBe(true);
});

test('only Linux without a graphics device lacks one', () => {
  expect(lacksGpu('linux', () => false)).toBe(true);
  expect(lacksGpu('linux', () => true)).toBe(false);
  expect(lacksGpu('darwin', () => false)).toBe(false);
});
