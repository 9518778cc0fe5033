import { app, BrowserWindow } from 'electron';
import type { Log } from './logs';
import type { QuitChoice, QuitQuestion } from './quit-question';
import { whenToldToEnd } from './told-to-end';

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

export type EndInOrder = {
  /** What is under way, when that changes. */
  hear(now: UnderWay): void;
  /** Without a question. */
  stopAndQuit(): void;
};

/** What leaving the app would end: runs that train or wait, and services. Whether they go on then. */
export type UnderWay = {
  readonly active: number;
  readonly keep: boolean;
  readonly services: readonly string[];
  /** Those that somebody asks. */
  readonly asked: readonly string[];
  readonly keepServing: boolean;
};
const NOTHING: UnderWay = { active: 0, keep: false, services: [], asked: [], keepServing: false };

export type EndOptions = {
  /** Ends the processes behind the windows; they write what is pending. @returns whether it is known that no run trains on that was to stop */
  readonly endProcesses: (stopRuns: boolean) => Promise<boolean>;
  readonly ask: (about: QuitQuestion) => Promise<QuitChoice>;
  /** Runs were to stop, and may train on. */
  readonly tellUnknown: () => Promise<void>;
  readonly openWindow: () => void;
  /** Without a window there are services, by name; none: there is a window, or nothing is served. */
  readonly showServed: (services: readonly string[]) => void;
  readonly log: Log;
};

/**
 * Quits when the last window is closed (not on macOS, where an app outlives its windows), after the processes behind have written
 * what is pending. While runs train or services are asked, the user says whether they go on: then the app stays without a window
 * until the last run has ended, and as long as there are services. Told to end by the system, it asks nothing and ends all.
 */
export function endInOrder({ endProcesses, ask, tellUnknown, openWindow, showServed, log }: EndOptions): EndInOrder {
  let now = NOTHING;
  let stopRuns = false;
  let told = false;
  let background = false;
  /** The user said so, whatever is set. */
  let kept: QuitQuestion['about'] | null = null;
  let asking = false;
  const hasWindow = () => BrowserWindow.getAllWindows().length > 0;
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && !background) app.quit();
  });
  app.on('browser-window-created', () => {
    background = false;
    kept = null;
    showServed([]);
  });

  /** What goes on: as the user said, else as it is set. */
  const goesOn = () => ({
    runs: now.active > 0 && (now.keep || kept === 'runs'),
    services: now.keepServing || kept === 'services' ? now.services : [],
  });
  const goOn = () => {
    log.info('what is under way goes on without a window', { active: now.active, services: goesOn().services.length });
    background = true;
    showServed(goesOn().services);
    for (const window of BrowserWindow.getAllWindows()) window.close();
  };
  const question = async (about: QuitQuestion) => {
    asking = true;
    const choice = await ask(about).finally(() => (asking = false));
    if (told) return; // overtaken: the app ends
    log.info('the user was asked about what is under way', { about: about.about, choice });
    if (choice === 'stay') return !hasWindow() && openWindow();
    if (choice === 'keep') {
      kept = about.about;
      if (goesOn().runs || goesOn().services.length > 0) return goOn();
    }
    stopRuns = true;
    app.quit();
  };

  let patience: NodeJS.Timeout | undefined;
  app.on('before-quit', (event) => {
    const about = stopRuns ? null : questionOf(now);
    if (about !== null || (!stopRuns && (goesOn().runs || goesOn().services.length > 0))) {
      event.preventDefault();
      if (about === null) goOn();
      else if (!asking) void question(about).catch((error: unknown) => log.error('a question could not be asked', { why: String(error) }));
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
    if (told) return log.warn('runs may train on');
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
  const stopAndQuit = () => {
    stopRuns = true;
    app.quit();
  };
  whenToldToEnd((by) => {
    log.info('the app is told to end', { by });
    told = true;
    stopAndQuit();
  });
  return {
    hear(news) {
      now = news;
      log.info('what leaving would end', { runs: now.active, services: now.services.length, asked: now.asked.length, keepServing: now.keepServing });
      if (!background || hasWindow()) return;
      const { runs, services } = goesOn();
      showServed(services);
      if (!runs && services.length === 0) app.quit();
    },
    stopAndQuit,
  };
}

/** Runs that would be lost are asked about, and services that somebody asks; those that nobody asks come back with the next start. */
function questionOf({ active, keep, asked, keepServing }: UnderWay): QuitQuestion | null {
  if (active > 0 && !keep) return { about: 'runs' };
  return asked.length > 0 && !keepServing ? { about: 'services', services: asked } : null;
}
