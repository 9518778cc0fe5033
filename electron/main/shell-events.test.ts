import { expect, test } from 'vitest';
import type { ShellEvent } from '../../shared/api/shell';
import { DEFAULT_PREFERENCES } from '../../shared/models/preferences';
import { createShellEvents } from './shell-events';

/** A window that keeps what is sent to its page. */
function createPage() {
  const got: ShellEvent[] = [];
  const events = createShellEvents(() => ({ send: (_channel: string, event: ShellEvent) => void got.push(event) }));
  return { got, events };
}
const link = (id: string): ShellEvent => ({ type: 'link', key: { kind: 'delivery', connection: 'a', id } });
const backend = (state: 'starting' | 'running' | 'restarting' | 'failed'): ShellEvent => ({ type: 'backend', state, attempt: 1, retryAt: null });

test('links wait for a page that listens, and come once', () => {
  const { got, events } = createPage();
  events.send(link('x'));
  expect(got).toEqual([]);
  events.listening();
  expect(got).toEqual([link('x')]);
  events.loading();
  events.listening();
  expect(got).toEqual([link('x')]);
});

test('no more links wait than a person clicks', () => {
  const { got, events } = createPage();
  for (let n = 0; n < 1_000; n++) events.send(link(String(n)));
  events.listening();
  expect(got).toHaveLength(10);
});

test('a menu command for a page that is not there is forgotten', () => {
  const { got, events } = createPage();
  events.send({ type: 'menu', command: 'palette' });
  events.listening();
  expect(got).toEqual([]);
});

test('a page that loads anew hears of trouble and of changed preferences, and only of the newest', () => {
  const { got, events } = createPage();
  events.send(backend('restarting'));
  events.send(backend('failed'));
  events.send({ type: 'preferences', preferences: { ...DEFAULT_PREFERENCES, theme: 'dark' } });
  events.listening();
  expect(got).toEqual([backend('failed'), { type: 'preferences', preferences: { ...DEFAULT_PREFERENCES, theme: 'dark' } }]);
  events.loading();
  events.send(backend('running'));
  got.length = 0;
  events.listening();
  expect(got).toEqual([{ type: 'preferences', preferences: { ...DEFAULT_PREFERENCES, theme: 'dark' } }]);
});
