// How each process is built. Needs node_modules.
import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { out, root } from '../setup/places.mjs';

/** The oldest runtime we start on is Electron 33: Chrome 130, Node 20.18. */
const CHROME = 'chrome130';
const NODE = 'node20.18';

/** Loaded from node_modules at run time: what has native parts. All else is bundled. */
export const EXTERNAL = ['electron', 'libsql', '@duckdb/node-api', 'onnxruntime-node'];

/** Half the text is half the time to compile it. Names that stand in the lines of an error stay. */
const MINIFY = { compress: true, mangle: { toplevel: false, keepNames: true }, codegen: { removeWhitespace: true } };

/** One letter beyond Latin makes a whole script's letters two bytes wide, which takes longer to read. */
const CHARSET = 'ascii';

/** Sketches can be written as Protocol Buffers, by a package that they do not name. Ours are sent to nobody. */
const withoutProtocolBuffers = {
  name: 'without-protocol-buffers',
  enforce: 'pre',
  resolveId: (id, importer = '') => (id.endsWith('proto/compiled') && importer.includes('sketches-js') ? '\0no-protocol-buffers' : null),
  load: (id) => (id === '\0no-protocol-buffers' ? 'export {};' : null),
};

/**
 * One entry for Node. Dynamic imports become chunks of their own, loaded when asked for.
 * @param {{name: string, entry: string, folder: string, format?: 'es' | 'cjs', external?: string[], sourcemap?: boolean, plugins?: import('vite').Plugin[]}} target
 */
export const nodeTarget = ({ name, entry, folder, format = 'es', external = EXTERNAL, sourcemap = true, plugins = [] }) => {
  const extension = format === 'cjs' ? 'cjs' : 'js'; // the package's own type is module
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [withoutProtocolBuffers, ...plugins],
    ssr: { noExternal: true, external },
    build: {
      ssr: true,
      target: NODE,
      outDir: folder,
      emptyOutDir: true,
      sourcemap,
      rolldownOptions: {
        input: { [name]: join(root, entry) },
        output: { format, minify: MINIFY, charset: CHARSET, entryFileNames: `[name].${extension}`, chunkFileNames: `chunks/[name]-[hash].${extension}` },
      },
    },
  };
};

/**
 * Electron gives the entry of a utility process to Node's loader for ES modules, and a module's imports of Node's own parts load
 * all that these have. A small entry that requires the rest is up some 10 ms earlier.
 */
const smallEntry = {
  name: 'small-entry',
  generateBundle() {
    const source = `import { createRequire } from 'node:module';\ncreateRequire(import.meta.url)('./backend-whole.cjs');\n`;
    this.emitFile({ type: 'asset', fileName: 'backend.js', source });
  },
};

const NODE_PROCESSES = [
  { name: 'main', entry: 'electron/main/main.ts' },
  { name: 'backend-whole', entry: 'electron/backend/utility.ts', format: 'cjs', part: 'backend', plugins: [smallEntry] },
  { name: 'engine', entry: 'electron/engine/process.ts' },
  { name: 'serving-thread', entry: 'electron/engine/serving/serving-thread.ts', part: 'serving' },
  { name: 'drift-thread', entry: 'electron/backend/drift/scan/drift-thread.ts', part: 'drift' },
  { name: 'run-script', entry: 'electron/engine/training/run-script.ts' },
  { name: 'pilothouse', entry: 'electron/cli/pilothouse.ts', part: 'cli' },
  { name: 'preload', entry: 'electron/preload/preload.ts', format: 'cjs' }, // a sandboxed preload script must be one CommonJS file
];

/** The faces of the first screen's text: fetched with the script, so that the text is laid out once. */
const FIRST_FACES = /(inter|jetbrains-mono)-latin-wght-normal-[^/]*\.woff2$/;
const preloadFaces = {
  name: 'preload-faces',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((file) => FIRST_FACES.test(file))
        .map((file) => ({ tag: 'link', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `./${file}` }, injectTo: 'head' })),
  },
};

/** @param {{folder: string, sourcemap: boolean}} options */
const rendererTarget = ({ folder, sourcemap }) => ({
  root: join(root, 'renderer'),
  base: './',
  configFile: false,
  logLevel: 'warn',
  plugins: [react(), preloadFaces],
  server: { host: '127.0.0.1', port: 5173 },
  worker: { format: 'es' },
  // Inlined files would be data: addresses, which the page's policy allows for images only.
  build: {
    target: CHROME,
    outDir: folder,
    emptyOutDir: true,
    sourcemap,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
    // All that the start needs is one file of each kind: each further one costs the start some milliseconds.
    rolldownOptions: { output: { charset: CHARSET, codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } } },
  },
});

/**
 * @param {{release: boolean, folderOf?: (part: string) => string}} options
 * @returns the parts of out/, each with its entry file and its Vite configuration
 */
export function targets({ release, folderOf = (part) => join(out, part) }) {
  const sourcemap = !release;
  return [
    { part: 'renderer', entry: 'renderer/index.html', config: rendererTarget({ folder: folderOf('renderer'), sourcemap }) },
    ...NODE_PROCESSES.map(({ part, ...process }) => {
      const folder = folderOf(part ?? process.name);
      return { part: part ?? process.name, entry: process.entry, config: nodeTarget({ ...process, folder, sourcemap }) };
    }),
  ];
}
