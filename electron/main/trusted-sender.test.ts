import { expect, test } from 'vitest';
import { findSenderFault } from './trusted-sender';

const origin = 'app://pilothouse';
const frame = { url: 'app://pilothouse/#/deliveries' };
const contents = { mainFrame: frame };

test('our page in the main frame of our window is trusted, and nobody else', () => {
  expect(findSenderFault({ sender: contents, senderFrame: frame }, contents, origin)).toBeNull();
  expect(findSenderFault({ sender: { mainFrame: frame }, senderFrame: frame }, contents, origin)).toBe('another window');
  expect(findSenderFault({ sender: contents, senderFrame: frame }, null, origin)).toBe('another window');
  expect(findSenderFault({ sender: contents, senderFrame: null }, contents, origin)).toBe('a frame that is gone');
  expect(findSenderFault({ sender: contents, senderFrame: { url: frame.url } }, contents, origin)).toBe('a frame inside the page');
});

test.each(['app://evil/', 'app://pilothouse.evil/', 'https://pilothouse/', 'about:blank', 'data:text/html,x', ''])('a main frame at %j is not ours', (url) => {
  const sender = { mainFrame: { url } };
  expect(findSenderFault({ sender, senderFrame: sender.mainFrame }, sender, origin)).toBe('another origin');
});
