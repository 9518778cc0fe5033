import { contextBridge, ipcRenderer } from 'electron';
import { CHANNELS, FACTS_FLAG, PORT_MESSAGE } from '../../shared/api/shell-channels';
import type { Bridge, ShellEvent, ShellFacts } from '../../shared/api/shell';

// The one script that runs with a door to the shell. It hands over plain data and one port, and keeps the door to itself.

function readFacts(): ShellFacts {
  const argument = process.argv.find((each) => each.startsWith(FACTS_FLAG))?.slice(FACTS_FLAG.length) ?? '';
  const bytes = Uint8Array.from(atob(argument), (character) => character.charCodeAt(0));
  // Only our own shell can set these arguments, and a schema library here would cost every start.
  return JSON.parse(new TextDecoder().decode(bytes)) as ShellFacts;
}

const listeners: ((event: ShellEvent) => void)[] = [];

/** The page's first port, asked for while its script is still on its way. Null once the page has asked, or when that backend ended. */
let early: MessagePort | 'asked' | null = null;

/** A port cannot cross the context bridge, but the page hears the events of its window. */
const handOver = (port: MessagePort) => void window.dispatchEvent(new MessageEvent('message', { data: PORT_MESSAGE, source: window, ports: [port] }));

function connect(): void {
  const first = early;
  early = null;
  if (first === null) ipcRenderer.send(CHANNELS.connect);
  else if (first !== 'asked') handOver(first);
}

const bridge: Bridge = {
  facts: readFacts(),
  connect,
  setPreferences: async (patch) => void (await ipcRenderer.invoke(CHANNELS.setPreferences, patch)),
  command: async (command) => void (await ipcRenderer.invoke(CHANNELS.command, command)),
  saveText: (file) => ipcRenderer.invoke(CHANNELS.saveText, file),
  savePicture: (file) => ipcRenderer.invoke(CHANNELS.savePicture, file),
  pickWorkspace: () => ipcRenderer.invoke(CHANNELS.pickWorkspace),
  pickFile: (what) => ipcRenderer.invoke(CHANNELS.pickFile, what),
  pickPlace: (name) => ipcRenderer.invoke(CHANNELS.pickPlace, name),
  onEvent(listener) {
    listeners.push(listener);
    // What the shell kept until someone listens comes now.
    if (listeners.length === 1) ipcRenderer.send(CHANNELS.listening);
  },
  mark: (marks) => ipcRenderer.send(CHANNELS.mark, marks),
  openWindow: (route) => ipcRenderer.send(CHANNELS.openWindow, route),
};
contextBridge.exposeInMainWorld('bridge', bridge);

ipcRenderer.on(CHANNELS.event, (_, event: ShellEvent) => {
  for (const listener of listeners) listener(event);
});
ipcRenderer.on(CHANNELS.port, ({ ports: [port] }) => {
  if (!port) return;
  if (early !== 'asked') return handOver(port);
  early = port;
  port.addEventListener('close', () => {
    if (early === port) early = null;
  });
});
// Only our page talks to the backend: not the shell's own pages, nor an empty one.
if (window.location.pathname === '/') {
  early = 'asked';
  ipcRenderer.send(CHANNELS.connect);
}
