import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, Menu, powerMonitor, session } from 'electron';
import type { ShellFacts } from '../../shared/api/shell';
import { parseEntityLink } from '../../shared/models/entity-link';
import { resolveLocale } from '../../shared/models/preferences';
import { type BackendProcess, startBackend } from './backend-process';
import { APP_ORIGIN } from './bundle-path';
import { createCommands } from './commands';
import { logChildProcesses } from './crash';
import { saveText } from './dialogs';
import { lacksGpu, readBench, readDevServer } from './environment';
import { serveIpc } from './ipc';
import { claimSingleInstance } from './links';
import { type Logs, openLogs } from './logs';
import { menuTable, menuTemplate } from './menu-table';
import { guardNavigation } from './navigation';
import { denyPermissions } from './permissions';
import { backgroundOf, openPreferences } from './preferences';
import { registerScheme, serveBundle } from './protocol';
import { cutOff, silenceChromium } from './quiet-network';
import { findDebuggingSwitch } from './remote-debugging';
import { createShellEvents } from './shell-events';
import { createShellWindow } from './shell-window';
import { shellWords } from './shell-words';
import { createStartMarks } from './start-marks';
import { createStoppedPage } from './stopped-page';
import { openWindowMemory } from './window-memory';
import { nextZoom } from './window-state';

// Read me first: the shell, built in order. Each file beside this one does one thing of it.

const built = (...path: string[]) => join(import.meta.dirname, '..', ...path);
const devServer = readDevServer(process.env, app.isPackaged);
const origin = devServer ?? APP_ORIGIN;
let logs: Logs | null = null;
const marks = createStartMarks(readBench(process.env, app.isPackaged), () => logs?.main ?? null);

const refused = findDebuggingSwitch(process.argv, app.isPackaged);
if (refused !== null) {
  process.stderr.write(`Pilothouse does not start with ${refused.split('=')[0]}: it would let other programs of this computer take it over.\n`);
  process.exit(2);
}
// All of this has to be said before Chromium is ready.
app.enableSandbox();
registerScheme();
silenceChromium(devServer);
if (lacksGpu(process.platform)) app.disableHardwareAcceleration();
Menu.setApplicationMenu(null);

/** A link that came before there was anything to show it. */
let onStartAgain = (link: string | null): void => {
  early = link ?? early;
};
let early: string | null = null;
const first = claimSingleInstance(process.argv, (link) => onStartAgain(link));
if (first) {
  early ??= first.link;
  // Awaited at the top level it would never end: Electron holds `ready` back until this module has settled.
  app
    .whenReady()
    .then(() => start((logs = openLogs(join(app.getPath('userData'), 'logs')))))
    .catch((error: unknown) => {
      logs?.main.error('the shell did not start', { why: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      process.stderr.write(`Pilothouse did not start: ${String(error)}\n`);
      app.exit(1);
    });
} else {
  app.exit(0);
}

function start(open: Logs): void {
  marks.mark('appReady');
  const { main: log } = open;
  const userData = app.getPath('userData');
  log.info('the shell starts', { app: app.getVersion(), electron: process.versions.electron, platform: process.platform, packaged: app.isPackaged });
  process.on('uncaughtException', (error) => log.error('an error that nobody caught', { why: error.stack ?? error.message }));
  process.on('unhandledRejection', (reason) =>
    log.error('a rejection that nobody caught', { why: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason) }),
  );

  const preferences = openPreferences(join(userData, 'preferences.json'), log);
  const memory = openWindowMemory(join(userData, 'shell.json'), origin, log);
  const locale = () => resolveLocale(preferences.current().locale, app.getLocale());
  const words = () => shellWords(locale());
  const { electron = '', chrome = '', node } = process.versions;
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
  const facts = (): ShellFacts => ({
    platform,
    development: !app.isPackaged,
    locale: locale(),
    preferences: preferences.current(),
    versions: { app: app.getVersion(), electron, chrome, node },
  });

  // The walls, before there is a page.
  let stoppedWhy: 'text' | 'absent' = 'text';
  guardNavigation(origin, log);
  denyPermissions(session.defaultSession, origin, log);
  cutOff(session.defaultSession, devServer, log);
  serveBundle(
    session.defaultSession,
    built('renderer'),
    createStoppedPage(words, locale, () => stoppedWhy),
    log,
  );
  logChildProcesses(log);

  // The window.
  let backend: BackendProcess | null = null;
  const icon = built('renderer', 'icon.png');
  const events = createShellEvents(() => page.contents());
  const page = createShellWindow({
    origin,
    memory,
    events,
    words,
    logs: open,
    window: () => ({
      preload: built('preload', 'preload.cjs'),
      facts: facts(),
      background: backgroundOf(preferences.current()),
      icon: existsSync(icon) ? icon : null,
      onShown() {
        marks.mark('shown');
        log.info('window shown');
        setMenu(); // after the first paint: nobody opens a menu before
      },
    }),
    onTrouble(why) {
      stoppedWhy = why;
    },
  });
  const command = createCommands({ window: page.current, backend: () => backend, reload: page.reload, logs: open, words, facts });
  const setMenu = () => {
    const template = menuTemplate(menuTable(platform, !app.isPackaged), words(), (act) => {
      const window = page.current();
      if ('shell' in act) void command(act.shell);
      else if ('page' in act) events.send({ type: 'menu', command: act.page });
      else if (window) memory.setZoom(window, nextZoom(memory.current().zoomLevel, act.zoom));
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  preferences.onChange((now) => {
    events.send({ type: 'preferences', preferences: now });
    page.current()?.setBackgroundColor(backgroundOf(now));
    setMenu();
  });
  serveIpc(
    {
      connect() {
        const contents = page.contents();
        if (contents) backend?.connect(contents);
      },
      listening: events.listening,
      mark: marks.add,
      setPreferences: preferences.update,
      command,
      async saveText(file) {
        const window = page.current();
        return window ? saveText(window, words(), file) : { saved: false };
      },
    },
    page.contents,
    origin,
    log,
  );
  page.open();
  marks.mark('windowCreated');

  // What works behind it.
  backend = startBackend({
    entry: built('backend', 'backend.js'),
    dataFolder: join(userData, 'data'),
    log,
    output: open.backend,
    onState: (state) => events.send({ type: 'backend', ...state }),
  });
  const woke = () => {
    backend?.send({ type: 'resumed' });
    events.send({ type: 'resumed' });
  };
  powerMonitor.on('resume', woke);
  powerMonitor.on('unlock-screen', woke);

  const follow = (link: string | null) => {
    if (link === null) return;
    const key = parseEntityLink(link);
    log.info('a link was opened', { valid: key !== null });
    events.send({ type: 'link', key });
  };
  onStartAgain = (link) => {
    page.open();
    follow(link);
  };
  follow(early);

  // The end.
  app.on('activate', page.open);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void backend?.quit().then(() => {
      ended = true;
      log.info('the shell ends');
      app.quit();
    });
  });
}
