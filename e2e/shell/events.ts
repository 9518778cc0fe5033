import type { Page } from '@playwright/test';
import type { ShellEvent } from '../../shared/api/shell';

declare global {
  interface Window {
    shellEvents?: ShellEvent[];
  }
}

/** Keeps what the shell tells the page from now on. */
export const listenToShell = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const events: ShellEvent[] = [];
    window.shellEvents = events;
    window.bridge.onEvent((event) => void events.push(event));
  });

/** What came since, of one type. */
export const shellEvents = (page: Page, type: ShellEvent['type']): Promise<readonly ShellEvent[]> =>
  page.evaluate((wanted) => (window.shellEvents ?? []).filter((event) => event.type === wanted), type);
