// A Debian package by hand: electron-builder would download fpm for it.
import { chmodSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../setup/places.mjs';

const HOME = '/opt/Pilothouse';
const DEPENDS = [
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libasound2 | libasound2t64',
  'libgbm1',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libcups2 | libcups2t64',
  'libxss1',
  'libxtst6',
];

const control = (version, maintainer) => `Package: pilothouse
Version: ${version}
Architecture: amd64
Section: devel
Priority: optional
Maintainer: ${maintainer}
Depends: ${DEPENDS.join(', ')}
Description: Desktop console for the whole life of a machine-learning model
 Pilothouse connects to the clusters, registries and stores that a team already
 has, and shows and steers how models get into service.
`;

const DESKTOP = `[Desktop Entry]
Type=Application
Name=Pilothouse
Comment=Console for the whole life of a machine-learning model
Exec=${HOME}/pilothouse %U
Icon=pilothouse
Categories=Development;
MimeType=x-scheme-handler/pilothouse;
StartupWMClass=Pilothouse
Terminal=false
`;

/** The setuid helper is Chromium's sandbox on kernels that give ordinary users no namespaces. */
const POSTINST = `#!/bin/sh
set -e
chown root:root '${HOME}/chrome-sandbox'
chmod 4755 '${HOME}/chrome-sandbox'
if command -v update-desktop-database >/dev/null; then update-desktop-database -q /usr/share/applications || true; fi
`;

/** @returns {string} the .deb */
export function makeDeb({ release, unpacked, version, maintainer, must }) {
  const tree = join(release, 'deb');
  const put = (path, text, mode = 0o644) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text, { mode });
  };
  cpSync(unpacked, join(tree, HOME), { recursive: true, verbatimSymlinks: true });
  put('DEBIAN/control', control(version, maintainer));
  put('DEBIAN/postinst', POSTINST, 0o755);
  put('usr/share/applications/pilothouse.desktop', DESKTOP);
  for (const [size, file] of Object.entries({ '512x512': 'icon.png', scalable: 'icon.svg' })) {
    const folder = join(tree, 'usr/share/icons/hicolor', size, 'apps');
    mkdirSync(folder, { recursive: true });
    cpSync(join(root, 'resources', file), join(folder, file.replace('icon', 'pilothouse')));
  }
  mkdirSync(join(tree, 'usr/share/doc/pilothouse'), { recursive: true });
  cpSync(join(root, 'LICENSE'), join(tree, 'usr/share/doc/pilothouse/copyright'));
  mkdirSync(join(tree, 'usr/bin'), { recursive: true });
  symlinkSync(`${HOME}/pilothouse`, join(tree, 'usr/bin/pilothouse'));
  chmodSync(tree, 0o755);

  const file = join(release, `pilothouse_${version}_amd64.deb`);
  must('dpkg-deb', '--root-owner-group', '-Zxz', '-z1', '--build', tree, file);
  rmSync(tree, { recursive: true });
  return file;
}
