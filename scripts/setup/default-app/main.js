// Does what Electron's own default app does (the packaged runtime lacks it): `electron [-r module] [flags] <app folder>`.
// An ES module that awaits the app's import: Electron holds back `ready` until its entry module has settled.
import { app } from 'electron';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const args = process.argv.slice(1);
let at = 0;
while (at < args.length && args[at].startsWith('-')) {
  if (args[at] === '-r' || args[at] === '--require') require(args[++at]);
  at++;
}
if (at === args.length) {
  console.error('usage: electron [-r module] [flags] <app folder>');
  app.exit(2);
} else {
  // An error here would otherwise end in a dialog that nobody sees.
  await openApp(path.resolve(args[at])).catch((error) => {
    console.error(error);
    app.exit(1);
  });
}

async function openApp(folder) {
  const { name, productName, version, main } = require(path.join(folder, 'package.json'));
  Object.defineProperty(process, 'defaultApp', { value: true });
  process.argv.splice(1, at + 1, folder);
  app.setName(productName ?? name);
  if (version) app.setVersion(version);
  // Given on the command line, it is already right.
  if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', path.join(app.getPath('appData'), app.getName()));
  app.setAppPath(folder);
  await import(pathToFileURL(path.join(folder, main)).href);
}
