import { app, BrowserWindow } from 'electron';
import type { Log } from './logs';
import type { QuitChoice } from './quit-question';

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

/** Runs of the workspace that train or wait, and whether they go on when the app is left. */
export type Training = { readonly active: number; readonly keep: boolean };

export type EndOptions = {
  /** Ends the processes behind the windows; they write what is pending. @returns whether it is known that no run trains on that was to stop */
  readonly endProcesses: (stopRuns: boolean) => Promise<boolean>;
  readonly ask: () => Promise<QuitChoice>;
  /** Runs were to stop, and may train on. */
  readonly tellUnknown: () => Promise<void>;
  readonly openWindow: () => void;
  readonly log: Log;
};

/**
 * Quits when the last window is closed (not on macOS, where an app outlives its windows), after the processes behind have written
 * what is pending. While runs train, the user says whether they go on: then the app stays without a window until the last has ended.
 * @returns what it is told about runs
 */
export function endInOrder({ endProcesses, ask, tellUnknown, openWindow, log }: EndOptions): (training: Training) => void {
  let training: Training = { active: 0, keep: false };
  let stopRuns = false;
  let background = false;
  let asking = false;
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && !background) app.quit();
  });
  app.on('browser-window-created', () => (background = false));

  const goOn = () => {
    log.info('runs go on without a window', { active: training.active });
    background = true;
    for (const window of BrowserWindow.getAllWindows()) window.close();
  };
  const question = async () => {
    asking = true;
    const choice = await ask().finally(() => (asking = false));
    log.info('the user was asked about runs that train', { choice });
    if (choice === 'keep' && training.active > 0) return goOn();
    if (choice === 'stay') return BrowserWindow.getAllWindows().length === 0 && openWindow();
    stopRuns = true;
    app.quit();
  };

  let patience: NodeJS.Timeout | undefined;
  app.on('before-quit', (event) => {
    if (training.active > 0 && !stopRuns) {
      event.preventDefault();
      if (training.keep) goOn();
      else if (!asking) void question().catch((error: unknown) => log.error('a question could not be asked', { why: String(error) }));
      return;
    }
    clearTimeout(patience);
    patience = setTimeout(() => {
      for (const window of BrowserWindow.getAllWindows()) {
        log.warn('a window did not close in time, and is taken away');
        window.destroy();
      }
    }, CLOSE_MS);
  });
  const endAll = async () => {
    if (await endProcesses(stopRuns)) return;
    await tellUnknown();
    log.warn('the user was told that runs may train on');
  };
  let ending = false;
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    if (ending) return; // quitting is asked for again while it goes on
    ending = true;
    void endAll()
      .catch((error: unknown) => log.error('the processes behind the windows did not end in order', { why: stackOf(error) }))
      .then(() => {
        ended = true;
        log.info('the shell ends');
        app.quit();
      });
  });
  return (now) => {
    training = now;
    if (background && now.active === 0 && BrowserWindow.getAllWindows().length === 0) app.quit();
  };
}
