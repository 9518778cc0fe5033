// Read by scripts/package.mjs. Offline: the runtime is the one that set-up obtained.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Natives are installed for several platforms and C libraries; only what this one loads is shipped. */
const LIBSQL = { linux: `linux-${process.arch}-gnu`, darwin: `darwin-${process.arch}`, win32: `win32-${process.arch}-msvc` }[process.platform];
const DUCKDB = `node-bindings-${process.platform}-${process.arch}`;
const installed = (scope) => readdirSync(join(import.meta.dirname, 'node_modules', scope)).map((name) => `${scope}/${name}`);
const foreign = [
  ...installed('@libsql').filter((name) => name !== `@libsql/${LIBSQL}`),
  ...installed('@duckdb').filter((name) => name.startsWith('@duckdb/node-bindings-') && name !== `@duckdb/${DUCKDB}`),
];

export default {
  appId: 'dev.pilothouse.app',
  productName: 'Pilothouse',
  directories: { output: 'release', buildResources: 'resources' },
  files: [
    'out/{main,preload,backend,engine,serving,drift,run-script,renderer,cli}/**',
    '!out/**/*.map',
    'resources/*',
    'package.json',
    ...foreign.map((name) => `!node_modules/${name}/**`),
    // It carries every platform's library.
    '!node_modules/onnxruntime-node/bin/**',
    `node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}/**`,
  ],
  // A workspace is made from it by copying files, which an archive does not hold.
  extraResources: [{ from: 'out/sample', to: 'sample' }],
  extraFiles: ['LICENSE', 'NOTICE'],
  asar: true,
  asarUnpack: ['**/*.node', `**/@duckdb/${DUCKDB}/*`, '**/onnxruntime-node/bin/**'], // libraries beside a binding are found by their paths
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
