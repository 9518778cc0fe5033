import { app, powerMonitor } from 'electron';

/** A program that is asked by one of these is to end by itself, and is killed some seconds later where it did not. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Hears that the system, a supervisor or a terminal wants the app to end: nobody is there to answer a question. Once the app is ready: before, Chromium takes the signals. */
export function whenToldToEnd(end: (by: string) => void): void {
  for (const signal of SIGNALS) process.on(signal, () => end(signal));
  if (process.platform !== 'win32') {
    powerMonitor.on('shutdown', () => end('shutdown'));
    return;
  }
  app.on('browser-window-created', (_event, window) => {
    window.on('session-end', () => end('session-end'));
  });
}
