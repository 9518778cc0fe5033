import { app, type BrowserWindow, dialog } from 'electron';
import type { Log } from './logs';
import { createRateLimit } from './restart-policy';
import type { ShellWords } from './shell-words';

/** A page that crashes oftener than this within a minute will crash again: it is not loaded a further time. */
const RELOADS_MAX = 2;
const RELOADS_WINDOW_MS = 60_000;

export type CrashOptions = {
  readonly words: () => ShellWords;
  readonly log: Log;
  /** Loads the page anew, on the route where it was. */
  readonly reload: () => void;
  /** Shows the shell's own page instead. */
  readonly giveUp: () => void;
};

/** Brings the page back after a crash, and asks what to do about one that hangs. */
export function watchPage(window: BrowserWindow, { words, log, reload, giveUp }: CrashOptions): void {
  const contents = window.webContents;
  const reloads = createRateLimit(RELOADS_MAX, RELOADS_WINDOW_MS);
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.error('the page ended', { reason, exitCode });
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    if (reloads.allow(Date.now())) reload();
    else giveUp();
  });

  let question: AbortController | null = null;
  const ask = async () => {
    if (question) return;
    log.warn('the page does not respond');
    question = new AbortController();
    const { signal } = question;
    const text = words();
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: text['dialog.hang.title'],
      detail: text['dialog.hang.text'],
      buttons: [text['dialog.hang.wait'], text['dialog.hang.reload']],
      defaultId: 0,
      cancelId: 0,
      signal,
    });
    question = null;
    if (response !== 1 || signal.aborted || window.isDestroyed()) return;
    log.warn('the user reloads a page that hangs');
    // A page that hangs takes no orders; its crash brings it back.
    contents.forcefullyCrashRenderer();
  };
  contents.on('unresponsive', () => void ask().catch((error: unknown) => log.error('a question could not be asked', { why: String(error) })));
  contents.on('responsive', () => question?.abort());
}

/** Notes the end of Chromium's other processes, which it starts again by itself. */
export function logChildProcesses(log: Log): void {
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    if (reason !== 'clean-exit') log.warn('a process ended', { type, reason, exitCode, name });
  });
}
