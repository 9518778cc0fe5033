import { app, BrowserWindow, type WebContents } from 'electron';
import { APP_ORIGIN, isOwnOrigin } from './bundle-path';
import { watchPage } from './crash';
import type { Log, Logs } from './logs';
import { createRateLimit } from './restart-policy';
import { createShellEvents, type ShellEvents } from './shell-events';
import type { ShellWords } from './shell-words';
import { type StopReason, STOPPED_PATH } from './stopped-page';
import { createWindow, type WindowOptions } from './window';
import type { WindowMemory } from './window-memory';

/** Lines of the page's console that are kept per window of time: a page in a loop must not fill the log. */
const PAGE_LINES_MAX = 100;
const PAGE_LINES_WINDOW_MS = 10_000;

export type ShellWindowOptions = {
  readonly origin: string;
  readonly memory: WindowMemory;
  readonly words: () => ShellWords;
  readonly logs: Logs;
  readonly window: () => Omit<WindowOptions, 'state'>;
  readonly onStop: (why: StopReason) => void;
};

/** One window of the app: made, shown again, loaded and brought back after a crash. */
export interface ShellWindow {
  readonly memory: WindowMemory;
  readonly events: ShellEvents;
  current(): BrowserWindow | null;
  contents(): WebContents | null;
  /** Makes the window where there is none, and brings it to the front. */
  open(): void;
  /** Loads the page anew, where it was. */
  reload(): void;
}

export function createShellWindow({ origin, memory, words, logs, window: options, onStop }: ShellWindowOptions): ShellWindow {
  let window: BrowserWindow | null = null;
  const log = logs.main;
  const contents = () => (window && !window.isDestroyed() ? window.webContents : null);
  const events = createShellEvents(contents);

  const load = (address: string) => {
    if (!window) return;
    // A load that is overtaken by another one is rejected too; what is wrong comes as did-fail-load.
    window.loadURL(address).catch((error: unknown) => log.warn('a load ended early', { why: String(error) }));
  };
  const reload = () => load(`${origin}/${memory.current().route}`);
  const giveUp = (why: StopReason) => {
    onStop(why);
    memory.forgetRoute();
    load(`${APP_ORIGIN}${STOPPED_PATH}`);
  };

  const make = () => {
    window = createWindow({ ...options(), state: memory.current() });
    const { webContents: page } = window;
    memory.follow(window);
    watchPage(window, { words, log, reload, giveUp: () => giveUp('crashed') });
    page.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) events.loading();
    });
    page.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
      const aborted = code === -3; // ERR_ABORTED: another load took its place
      if (!isMainFrame || aborted) return;
      log.error('the page did not load', { code, description, url });
      if (!url.endsWith(STOPPED_PATH)) giveUp('absent');
    });
    page.on('did-navigate', (_event, url, status) => {
      if (status === 404 && !url.endsWith(STOPPED_PATH)) return giveUp('absent');
      if (isOwnOrigin(url, origin) || isOwnOrigin(url, APP_ORIGIN)) return;
      // An empty page is the one place that the engine goes to without asking.
      log.warn('the page left, and is brought back', { url: url.slice(0, 200) });
      reload();
    });
    keepConsole(page, logs.page);
    window.once('closed', () => {
      window = null;
    });
    reload();
  };

  return {
    memory,
    events,
    current: () => window,
    contents,
    open() {
      if (!window) return make();
      if (window.isMinimized()) window.restore();
      window.show();
      app.focus({ steal: true });
      window.focus();
    },
    reload,
  };
}

/** Keeps warnings and errors. Electron 33 tells them as arguments, later ones as fields of the event. */
function keepConsole(contents: WebContents, log: Log): void {
  const limit = createRateLimit(PAGE_LINES_MAX, PAGE_LINES_WINDOW_MS);
  const onMessage = (...args: unknown[]) => {
    const [event, oldLevel, oldText] = args;
    const fields = typeof event === 'object' && event !== null ? event : {};
    const level = 'level' in fields ? fields.level : oldLevel;
    const text = 'message' in fields ? fields.message : oldText;
    const grave = level === 'error' || level === 3;
    if (!grave && level !== 'warning' && level !== 2) return;
    if (!limit.allow(Date.now())) return;
    if (grave) log.error(String(text).slice(0, 4_000));
    else log.warn(String(text).slice(0, 4_000));
  };
  contents.on('console-message', onMessage);
}
