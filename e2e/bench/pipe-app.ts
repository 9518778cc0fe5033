import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PORT_MESSAGE } from '../../shared/api/shell-channels';

const MAIN = `
const { app, BrowserWindow, MessageChannelMain, ipcMain, utilityProcess } = require('electron');
const { join } = require('node:path');
app.enableSandbox();
app.whenReady().then(() => {
  const backend = utilityProcess.fork(join(__dirname, 'backend.cjs'));
  const window = new BrowserWindow({ width: 1280, height: 800, webPreferences: { preload: join(__dirname, 'preload.cjs') } });
  ipcMain.on('connect', (event) => {
    const { port1, port2 } = new MessageChannelMain();
    backend.postMessage('port', [port1]);
    event.sender.postMessage('port', null, [port2]);
  });
  window.loadFile(join(__dirname, 'index.html'));
});
`;
const PRELOAD = `
const { contextBridge, ipcRenderer } = require('electron');
contextBridge.exposeInMainWorld('bridge', { connect: () => ipcRenderer.send('connect') });
ipcRenderer.on('port', (event) => window.postMessage(${JSON.stringify(PORT_MESSAGE)}, '*', event.ports));
`;
/** Answers a call with what came, and sends 50,000 rows in batches of 500, never more than four of them unread. */
const BACKEND = `
process.parentPort.on('message', ({ ports: [port] }) => {
  let next = 0;
  const send = (id) => {
    const put = Array.from({ length: 500 }, (_, i) => row(next + i));
    next += 500;
    port.postMessage({ type: 'event', id, value: { put, complete: next >= 50000 } });
  };
  const row = (i) => ({ connection: 'replay', id: 'team-' + (i % 20) + '/model-' + i, fields: {
    name: 'model-' + i, namespace: 'team-' + (i % 20), state: 'stable', reason: 'all-ready', images: ['registry.example/models/model-' + i + ':1'],
    replicas: { desired: 3, updated: 3, ready: 3, available: 3, total: 3 } } });
  port.on('message', ({ data }) => {
    if (data.type === 'call') port.postMessage({ type: 'answer', id: data.id, value: data.input });
    if (data.type === 'open') { next = 0; for (let i = 0; i < 4; i++) send(data.id); }
    if (data.type === 'ack' && next < 50000) send(data.id);
  });
  port.start();
});
`;

/** The floor of all traffic between page and backend: the same runtime and the same kind of port, with nothing of ours on it. */
export function pipeApp(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'pipe-app-'));
  const files = {
    'package.json': '{"name":"pipe","main":"main.cjs"}',
    'main.cjs': MAIN,
    'preload.cjs': PRELOAD,
    'backend.cjs': BACKEND,
    'index.html': '<!doctype html>',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
