import { expect, test } from 'vitest';
import { peerOf, WrongTokens } from './wrong-tokens';

test('five wrong tokens in a minute are told at once, more are not; whoever else guesses is counted apart', () => {
  const wrong = new WrongTokens();
  const waits = (peer: string, times: number, at = 1_000) => Array.from({ length: times }, () => wrong.note(peer, at));
  expect(waits('10.0.0.1', 7)).toEqual([0, 0, 0, 0, 0, 1_000, 1_000]);
  expect(waits('10.0.0.2', 1)).toEqual([0]);
  expect(waits('10.0.0.1', 1, 61_000)).toEqual([0]);
});

test('a machine is one, however its address is written; all of a network of version 6 are one', () => {
  expect(peerOf('::ffff:10.0.0.1')).toBe(peerOf('10.0.0.1'));
  expect(peerOf('2001:db8:0:7::1')).toBe(peerOf('2001:db8:0:7:ffff::2'));
  expect(peerOf('2001:db8:0:7::1')).not.toBe(peerOf('2001:db8:0:8::1'));
  expect(peerOf('::1')).toBe(peerOf('::2'));
  expect(peerOf(undefined)).toBe('');
});

test('what is remembered is bounded', () => {
  const wrong = new WrongTokens();
  for (let n = 0; n < 6; n++) wrong.note('10.0.0.1', 1);
  for (let n = 0; n < 10_000; n++) wrong.note(`10.1.${n >> 8}.${n & 255}`, 1);
  expect(wrong.note('10.0.0.1', 1)).toBe(0);
});
