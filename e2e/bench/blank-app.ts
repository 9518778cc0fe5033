import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = `
const { app, BrowserWindow } = require('electron');
const { existsSync } = require('node:fs');
const now = () => performance.timeOrigin + performance.now();
const marks = { mainEntry: now() };
app.enableSandbox();
if (process.platform === 'linux' && !existsSync('/dev/dri')) app.disableHardwareAcceleration();
app.whenReady().then(() => {
  marks.ready = now();
  const window = new BrowserWindow({ width: 1280, height: 800, show: false });
  window.once('ready-to-show', () => {
    window.show();
    marks.interactive = now();
    process.stdout.write('PILOTHOUSE_MARKS ' + JSON.stringify(marks) + '\\n');
  });
  LOAD;
});
`;
const PAGE = '<!doctype html><title>blank</title>';

/** The floor of every start: an app of the same runtime that shows an empty page. Tells its marks as ours does. */
export function blankApp({ fromDisk = false } = {}): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'blank-app-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'blank', main: 'main.cjs' }));
  writeFileSync(join(folder, 'blank.html'), PAGE);
  const load = fromDisk ? `window.loadFile(__dirname + '/blank.html')` : `window.loadURL('data:text/html,${PAGE}')`;
  writeFileSync(join(folder, 'main.cjs'), MAIN.replace('LOAD', load));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
