// System libraries that the runtime loads, a virtual display where there is none, and programs that tests call.
import { spawnSync } from 'node:child_process';
import { isRoot, onPath } from './places.mjs';
import { say } from './say.mjs';

/** The Debian and Ubuntu package of each library that the runtime may miss. */
const PACKAGE_OF = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libgdk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libnspr4.so': 'libnspr4',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcups.so.2': 'libcups2',
  'libdrm.so.2': 'libdrm2',
  'libxkbcommon.so.0': 'libxkbcommon0',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libcairo.so.2': 'libcairo2',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libX11.so.6': 'libx11-6',
  'libxcb.so.1': 'libxcb1',
  'libXext.so.6': 'libxext6',
  'libexpat.so.1': 'libexpat1',
  'libglib-2.0.so.0': 'libglib2.0-0',
  'libgio-2.0.so.0': 'libglib2.0-0',
  'libgobject-2.0.so.0': 'libglib2.0-0',
};

export const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
export const canShow = () => hasDisplay() || onPath('Xvfb');

function missingPackages(executable) {
  const missing = new Set();
  const ldd = spawnSync('ldd', [executable], { encoding: 'utf8' });
  for (const [, library] of (ldd.stdout ?? '').matchAll(/^\s*(\S+) => not found/gm)) missing.add(PACKAGE_OF[library] ?? library);
  if (!canShow()) missing.add('xvfb');
  return [...missing];
}

/** Ubuntu 24.04 and Debian 13 renamed some: libgtk-3-0 is libgtk-3-0t64 there. */
const nameHere = (name) => (spawnSync('apt-cache', ['show', '--no-all-versions', `${name}t64`], { stdio: 'ignore' }).status === 0 ? `${name}t64` : name);

/** What the runtime needs to start. Throws with the command that installs it, where we may not. */
export function ensureLibraries(executable) {
  if (process.platform === 'linux') install(missingPackages(executable));
}

/** Programs that a task calls, each with the Debian and Ubuntu package that has it. Throws as above. */
export function ensurePrograms(packageOf) {
  if (process.platform !== 'linux') return;
  const missing = Object.keys(packageOf).filter((program) => !onPath(program));
  install([...new Set(missing.map((program) => packageOf[program]))]);
}

/** Installs packages where it may (root, apt-get), otherwise throws with the command that does. */
function install(missing) {
  if (missing.length === 0) return;
  if (!onPath('apt-get')) {
    throw new Error(
      `These are missing on this system (under their Debian names): ${missing.join(' ')}\nInstall them with the system's package tool, then run the same command again.`,
    );
  }
  const command = ['install', '-y', '--no-install-recommends'];
  if (!isRoot) {
    const names = missing.map(nameHere).join(' ');
    throw new Error(
      `System packages are missing. This installs them; then run the same command again:\n  sudo apt-get update && sudo apt-get ${command.join(' ')} ${names}`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => {
    if (spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2] }).status !== 0)
      throw new Error(`“apt-get ${args.join(' ')}” failed. Its messages are above.`);
  };
  say(`Installing system packages: ${missing.join(' ')}.`);
  apt('update', '-qq');
  apt(...command, '-qq', ...missing.map(nameHere));
}
