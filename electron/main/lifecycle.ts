import { app, BrowserWindow } from 'electron';
import type { BackendProcess } from './backend-process';
import type { Log } from './logs';

/** How long a page may take to close; one that hangs never would, and would keep the whole app from quitting. */
const CLOSE_MS = 3_000;

const stackOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** A mistake of ours in one place is written down, and does not take the window away. */
export function logMistakes(log: Log): void {
  process.on('uncaughtException', (error) => log.error('an error that nobody caught', { why: stackOf(error) }));
  process.on('unhandledRejection', (reason) => log.error('a rejection that nobody caught', { why: stackOf(reason) }));
}

/** Says why there is no window, where it can be found, and ends. */
export function failToStart(error: unknown, log: Log | null): void {
  log?.error('the shell did not start', { why: stackOf(error) });
  process.stderr.write(`Pilothouse did not start: ${stackOf(error)}\n`);
  app.exit(1);
}

/** Quits when the last window is closed (not on macOS, where an app outlives its windows), after the backend has written what is pending. */
export function endInOrder(backend: BackendProcess, log: Log): void {
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let patience: NodeJS.Timeout | undefined;
  app.on('before-quit', () => {
    clearTimeout(patience);
    patience = setTimeout(() => {
      for (const window of BrowserWindow.getAllWindows()) {
        log.warn('a window did not close in time, and is taken away');
        window.destroy();
      }
    }, CLOSE_MS);
  });
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void backend.quit().then(() => {
      ended = true;
      log.info('the shell ends');
      app.quit();
    });
  });
}
