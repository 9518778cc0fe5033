import { BrowserWindow, type WebContents } from 'electron';
import type { ShellEvent } from '../../shared/api/shell';
import { createShellWindow, type ShellWindow, type ShellWindowOptions } from './shell-window';
import { passingWindowMemory } from './window-memory';
import { cascade } from './window-state';

/** More windows than this are a page that opens them in a loop. */
const BESIDE_MAX = 12;

/** The first window, and those that were opened beside it. */
export interface Windows {
  /** The one that the app starts with, and that remembers. */
  readonly first: ShellWindow;
  /** The one in front, else the first. */
  front(): ShellWindow;
  /** Whose page this is, or null where it is none of ours. */
  of(contents: WebContents): ShellWindow | null;
  send(event: ShellEvent): void;
  each(act: (window: ShellWindow) => void): void;
  /** Shows a route in a window of its own; one that shows it already comes to the front. */
  openBeside(route: string): void;
}

export function createWindows(options: ShellWindowOptions): Windows {
  const first = createShellWindow(options);
  const beside = new Set<ShellWindow>();
  const all = () => [first, ...beside];
  const of = (contents: WebContents) => all().find((window) => window.contents() === contents) ?? null;

  const front = () => {
    const focused = BrowserWindow.getFocusedWindow();
    return (focused && of(focused.webContents)) ?? first;
  };
  return {
    first,
    front,
    of,
    send(event) {
      for (const window of all()) window.events.send(event);
    },
    each(act) {
      for (const window of all()) act(window);
    },
    openBeside(route) {
      const there = all().find((window) => window.contents() !== null && window.memory.current().route === route);
      if (there) return there.open();
      if (beside.size >= BESIDE_MAX) return options.logs.main.warn('too many windows were asked for');
      const memory = passingWindowMemory(cascade(front().memory.current(), route), options.origin);
      const window = createShellWindow({ ...options, memory });
      beside.add(window);
      window.open();
      window.current()?.once('closed', () => beside.delete(window));
    },
  };
}
