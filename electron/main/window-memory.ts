import type { BrowserWindow } from 'electron';
import { isOwnPage } from './bundle-path';
import { readJsonFile, writeFileAtomically } from './json-file';
import type { Log } from './logs';
import { FIRST_WINDOW_STATE, WindowState } from './window-state';

const SETTLE_MS = 500;

/** Remembers how the window is, and what it shows, for the next start. */
export interface WindowMemory {
  current(): WindowState;
  /** Follows a window until it closes. */
  follow(window: BrowserWindow): void;
  setZoom(window: BrowserWindow, level: number): void;
  /** The next load begins at the first screen. */
  forgetRoute(): void;
}

/** Kept in a file, from start to start. */
export function openWindowMemory(path: string, origin: string, log: Log): WindowMemory {
  const read = readJsonFile(path, WindowState);
  if (read.state === 'broken') log.warn('the state of the window was unreadable; it begins anew', { why: read.why, setAside: read.setAside });
  return remember(read.state === 'read' ? read.value : FIRST_WINDOW_STATE, origin, (state) => {
    try {
      writeFileAtomically(path, JSON.stringify(state));
    } catch (error) {
      log.error('the state of the window could not be kept', { why: String(error) });
    }
  });
}

/** Of a window beside the first one: lasts as long as the window. */
export const passingWindowMemory = (state: WindowState, origin: string): WindowMemory => remember(state, origin, () => undefined);

function remember(first: WindowState, origin: string, keep: (state: WindowState) => void): WindowMemory {
  let state = first;
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    keep(state);
  };
  const set = (change: Partial<WindowState>) => {
    const next = WindowState.safeParse({ ...state, ...change });
    if (!next.success) return; // a route that is too long, say: the last good one stays
    state = next.data;
    timer ??= setTimeout(save, SETTLE_MS);
  };

  return {
    current: () => state,
    follow(window) {
      const measure = () => {
        if (window.isDestroyed() || window.isMinimized()) return;
        // Where it returns to, not the size that the screen gives it now.
        set({ bounds: window.getNormalBounds(), maximised: window.isMaximized(), fullScreen: window.isFullScreen() });
      };
      window.on('resize', measure).on('move', measure).on('maximize', measure).on('unmaximize', measure);
      window.on('enter-full-screen', measure).on('leave-full-screen', measure);
      const contents = window.webContents;
      const noteRoute = (url: string) => {
        if (isOwnPage(url, origin)) set({ route: new URL(url).hash });
      };
      contents.on('did-navigate', (_event, url) => noteRoute(url));
      contents.on('did-navigate-in-page', (_event, url, isMainFrame) => isMainFrame && noteRoute(url));
      contents.on('dom-ready', () => contents.setZoomLevel(state.zoomLevel));
      contents.on('zoom-changed', () => set({ zoomLevel: contents.getZoomLevel() }));
      window.on('close', () => {
        measure();
        save();
      });
    },
    setZoom(window, level) {
      window.webContents.setZoomLevel(level);
      set({ zoomLevel: level });
    },
    forgetRoute: () => set({ route: '' }),
  };
}
