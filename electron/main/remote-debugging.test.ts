import { expect, test } from 'vitest';
import { findDebuggingSwitch } from './remote-debugging';

test.each([
  '--remote-debugging-port=9222',
  '--remote-debugging-port',
  '-remote-debugging-port=0',
  '--remote-debugging-pipe',
  '--remote-debugging-address=0.0.0.0',
  '--remote-allow-origins=*',
  '--inspect',
  '--inspect=0',
  '--inspect-brk=127.0.0.1:9229',
  '--INSPECT',
  '/remote-debugging-port=1',
])('a packaged app refuses %s', (argument) => {
  expect(findDebuggingSwitch(['/opt/pilothouse', '--lang=ar', argument], true)).toBe(argument);
  expect(findDebuggingSwitch(['electron', argument], false)).toBeNull();
});

test('ordinary arguments are taken', () => {
  expect(findDebuggingSwitch(['/opt/pilothouse', '--user-data-dir=/a/--inspect', 'pilothouse://delivery/a/inspect', '--inspector-gadget'], true)).toBeNull();
});
