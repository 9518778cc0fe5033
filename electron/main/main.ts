import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, clipboard, Menu, nativeTheme, powerMonitor, session } from 'electron';
import { parseEntityLink } from '../../shared/models/entity-link';
import { startBackend } from './backend-process';
import { APP_ORIGIN } from './bundle-path';
import { createCommands } from './commands';
import { logChildProcesses } from './crash';
import { savePicture, saveText } from './dialogs';
import { createEngines } from './engines';
import { lacksGpu, readBench, readDevServer } from './environment';
import { serveIpc } from './ipc';
import { endInOrder, failToStart, logMistakes } from './lifecycle';
import { claimSingleInstance } from './links';
import { type Logs, openLogs } from './logs';
import { setMenu } from './menu';
import { guardNavigation } from './navigation';
import { createNotices } from './notices';
import { denyPermissions } from './permissions';
import { backgroundOf } from './preferences';
import { registerScheme, serveBundle } from './protocol';
import { cutOff, silenceChromium } from './quiet-network';
import { createWorkspaceOpener } from './open-workspace';
import { createFilePicker } from './pick-file';
import { askAtQuit, tellRunsUnknown } from './quit-question';
import { findDebuggingSwitch } from './remote-debugging';
import { openShellState, type ShellState } from './shell-state';
import { createScripts } from './scripts';
import { createStartMarks } from './start-marks';
import { createStoppedPage, type StopReason } from './stopped-page';
import { createTray } from './tray';
import { createWindows } from './windows';

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

/** Room for what a page makes at its start: else its young objects are collected four times before there is a row (20 of 600 ms). */
const PAGE_FLAGS = '--min-semi-space-size=16'; // MB

// All of this has to be said before Chromium is ready.
app.enableSandbox();
app.commandLine.appendSwitch('js-flags', PAGE_FLAGS);
registerScheme();
silenceChromium(devServer);
if (lacksGpu(process.platform)) app.disableHardwareAcceleration();
Menu.setApplicationMenu(null);

/** A link that came before there was anything to show it. */
let early: string | null = null;
let onStartAgain = (link: string | null): void => {
  early = link ?? early;
};
const first = claimSingleInstance(process.argv, (link) => onStartAgain(link));
if (first) {
  early ??= first.link;
  // Awaited at the top level it would never end: Electron holds `ready` back until this module has settled.
  app
    .whenReady()
    .then(() => start((logs = openLogs(join(app.getPath('userData'), 'logs')))))
    .catch((error: unknown) => failToStart(error, logs?.main ?? null));
} else {
  app.exit(0);
}

function start(open: Logs): void {
  marks.mark('appReady');
  const { main: log } = open;
  const userData = app.getPath('userData');
  log.info('the shell starts', { app: app.getVersion(), electron: process.versions.electron, platform: process.platform, packaged: app.isPackaged });
  logMistakes(log);
  logChildProcesses(log);
  const state = openShellState(userData, origin, log);
  let stopped: StopReason = 'crashed';

  // The windows, and the two ways in which they and the shell talk.
  const { preferences, words, facts } = state;
  const icon = built('renderer', 'icon.png');
  const windows = createWindows({
    origin,
    memory: state.memory,
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
        setMenu(state, windows, command); // after the first paint: nobody opens a menu before
      },
    }),
    onStop: (why) => {
      stopped = why;
    },
  });
  const owner = randomUUID();
  const engines = createEngines({
    entry: built('engine', 'engine.js'),
    owner,
    sealFile: join(userData, 'data', 'seal-key'),
    scripts: createScripts(built('run-script', 'run-script.js'), log),
    log,
    output: open.backend,
  });
  const opener = createWorkspaceOpener({ send: (message) => backend.send(message), words, locale: state.locale });
  const picker = createFilePicker({ send: (message) => backend.send(message), words });
  const showServed = createTray({ icon, words, log, open: windows.first.open, stopAndQuit: () => ending.stopAndQuit() });
  const ending = endInOrder({
    endProcesses: async (stopRuns) => (await Promise.all([engines.quit(stopRuns), backend.quit()]))[0],
    ask: (about) => askAtQuit(words(), about),
    tellUnknown: () => tellRunsUnknown(words()),
    openWindow: () => windows.first.open(),
    showServed,
    log,
  });
  // What works behind the page starts first: while it opens its store, the window is made, and the page fetched and read.
  const backend = startBackend({
    entry: built('backend', 'backend.js'),
    dataFolder: join(userData, 'data'),
    owner,
    sample: app.isPackaged ? join(process.resourcesPath, 'sample') : built('sample'),
    log,
    output: open.backend,
    onState(now) {
      if (now.state === 'running') marks.mark('backendReady');
      else {
        opener.lost();
        picker.lost();
      }
      windows.send({ type: 'backend', ...now });
    },
    onAttention: createNotices({
      words,
      log,
      open(key) {
        const front = windows.front();
        front.open();
        front.events.send(key ? { type: 'link', key } : { type: 'menu', command: 'attention' });
      },
    }),
    onMessage(message) {
      if (message.type === 'runs') ending.hear(message);
      else if (message.type === 'workspace-opened') opener.opened(message.ask, message.failure);
      else if (message.type === 'file-picked') picker.picked(message.ask, message.file);
      else if (message.type === 'copy') clipboard.writeText(message.text);
      else void engines.start(message.folder).then((failure) => backend.send({ type: 'engine', engine: message.engine, failure }));
    },
  });
  raiseWalls(state, () => stopped, open);
  const command = createCommands({ backend: () => backend, opener, logs: open, words, facts });
  preferences.onChange((now) => {
    windows.send({ type: 'preferences', preferences: now });
    windows.each((window) => window.current()?.setBackgroundColor(backgroundOf(now)));
    setMenu(state, windows, command);
  });
  serveIpc(
    {
      connect(from) {
        const contents = from.contents();
        if (contents) backend.connect(contents);
      },
      listening: (from) => from.events.listening(),
      mark: marks.add,
      setPreferences: preferences.update,
      command,
      async saveText(file, from) {
        const window = from.current();
        return window ? saveText(window, words(), file) : { saved: false };
      },
      async savePicture(file, from) {
        const window = from.current();
        return window ? savePicture(window, words(), file) : { saved: false };
      },
      pickWorkspace: opener.pick,
      pickFile: picker.pick,
      pickPlace: picker.place,
      openWindow: windows.openBeside,
    },
    windows.of,
    origin,
    log,
  );
  windows.first.open();
  marks.mark('windowCreated');
  const woke = () => {
    backend.send({ type: 'resumed' });
    windows.send({ type: 'resumed' });
  };
  powerMonitor.on('resume', woke);
  powerMonitor.on('unlock-screen', woke);

  // What comes from outside.
  const follow = (link: string | null) => {
    if (link === null) return;
    const key = parseEntityLink(link);
    log.info('a link was opened', { valid: key !== null });
    windows.front().events.send({ type: 'link', key });
  };
  onStartAgain = (link) => {
    windows.front().open();
    follow(link);
  };
  follow(early);
  app.on('activate', windows.first.open);
}

/** Before there is a page. */
function raiseWalls({ words, locale }: ShellState, stopped: () => StopReason, { main: log }: Logs): void {
  guardNavigation(origin, log);
  denyPermissions(session.defaultSession, origin, log);
  cutOff(session.defaultSession, devServer, log);
  const stoppedPage = createStoppedPage(words, locale, () => nativeTheme.shouldUseDarkColors, stopped);
  serveBundle(session.defaultSession, built('renderer'), stoppedPage, log);
}
