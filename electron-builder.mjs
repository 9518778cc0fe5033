// Read by scripts/package.mjs. Offline: the runtime is the one that set-up obtained.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** libsql is installed for several C libraries; only the one that this platform loads is shipped. */
const NATIVE = { linux: `linux-${process.arch}-gnu`, darwin: `darwin-${process.arch}`, win32: `win32-${process.arch}-msvc` }[process.platform];
const foreign = readdirSync(join(import.meta.dirname, 'node_modules', '@libsql')).filter((name) => name !== NATIVE);

export default {
  appId: 'dev.pilothouse.app',
  productName: 'Pilothouse',
  directories: { output: 'release', buildResources: 'resources' },
  files: ['out/{main,preload,backend,renderer,cli}/**', '!out/**/*.map', 'resources/**', 'package.json', ...foreign.map((name) => `!node_modules/@libsql/${name}/**`)],
  extraFiles: ['LICENSE', 'NOTICE'],
  asar: true,
  asarUnpack: ['**/*.node'],
  npmRebuild: false, // every native module is N-API: nothing to rebuild
  electronLanguages: ['en-US', 'ar'],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  protocols: [{ name: 'Pilothouse', schemes: ['pilothouse'] }],
  publish: null,
  linux: { executableName: 'pilothouse', icon: 'resources/icon.png', category: 'Development', target: ['dir'] },
};
