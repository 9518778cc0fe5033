import { BrowserWindow, screen } from 'electron';
import { FACTS_FLAG } from '../../shared/api/shell-channels';
import type { ShellFacts } from '../../shared/api/shell';
import { placeWindow, WINDOW_MIN, type WindowState } from './window-state';

/** A page that has not drawn by then is shown as it is: a window that never appears helps nobody. */
const SHOW_MS = 5_000;

export type WindowOptions = {
  readonly preload: string;
  readonly facts: ShellFacts;
  readonly state: WindowState;
  readonly background: string;
  readonly icon: string | null;
  readonly onShown: () => void;
};

/** Makes the window, hidden until its page has drawn, with a page that has no rights. */
export function createWindow({ preload, facts, state, background, icon, onShown }: WindowOptions): BrowserWindow {
  const displays = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()];
  const window = new BrowserWindow({
    ...placeWindow(
      state.bounds,
      displays.map(({ workArea }) => workArea),
    ),
    minWidth: WINDOW_MIN.width,
    minHeight: WINDOW_MIN.height,
    show: false,
    fullscreen: state.fullScreen,
    backgroundColor: background,
    title: 'Pilothouse',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      additionalArguments: [`${FACTS_FLAG}${Buffer.from(JSON.stringify(facts)).toString('base64')}`],
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      sandbox: true,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      enableWebSQL: false,
      devTools: facts.development,
    },
  });
  const show = () => {
    clearTimeout(patience);
    if (window.isDestroyed() || window.isVisible()) return;
    if (icon !== null && process.platform !== 'darwin') window.setIcon(icon); // reading it would hold up the making of the window
    if (state.maximised) window.maximize();
    window.show();
    onShown();
  };
  const patience = setTimeout(show, SHOW_MS);
  window.once('ready-to-show', show);
  return window;
}
