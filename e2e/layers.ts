import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/**
 * The rooms of the house and whom each may import (docs/design.md, "Which room am I?"). A room is a path prefix; the longest
 * that fits decides. A file in no room is a fault, and so is an import that the table does not name.
 * `packages` are npm modules and Node's; '*' is any that the process allows.
 */
export type Room = { readonly path: string; readonly imports: readonly string[]; readonly packages?: readonly string[] };

const SHARED = ['shared/lib', 'shared/drift', 'shared/models', 'shared/words', 'shared/api'];
const BACKEND = 'electron/backend';
const ENGINE = 'electron/engine';
const NODE = ['node:*'];
const ENGINE_ROOM = [`${ENGINE}/contract.ts`, `${ENGINE}/lib`, `${BACKEND}/lib`, ...SHARED];

export const ROOMS: readonly Room[] = [
  { path: 'shared/lib', imports: [], packages: ['zod'] },
  // Measures of how two samples differ: the engine, the backend and the command line compute them by the same code.
  { path: 'shared/drift', imports: ['shared/lib'] },
  { path: 'shared/models', imports: ['shared/lib', 'shared/drift'], packages: ['zod'] },
  { path: 'shared/words', imports: ['shared/lib', 'shared/models'] },
  { path: 'shared/api', imports: ['shared/lib', 'shared/models'], packages: ['zod'] },

  { path: `${BACKEND}/lib`, imports: SHARED, packages: NODE },
  // Files as tables of DuckDB: for the engine of a workspace and for drift.
  { path: `${BACKEND}/tables`, imports: [`${BACKEND}/lib`, ...SHARED], packages: [...NODE, 'zod', '@duckdb/node-api'] },
  // Drift: what reads and counts runs in threads; the command line has it in plain Node.
  {
    path: `${BACKEND}/drift`,
    imports: [`${BACKEND}/drift`, `${BACKEND}/tables`, `${BACKEND}/storage`, `${BACKEND}/lib`, ...SHARED],
    packages: [...NODE, 'zod', '@duckdb/node-api', 'libsql'],
  },
  // A report as text that people and programs read: it knows nothing of where it came from.
  { path: `${BACKEND}/drift/report`, imports: SHARED, packages: [...NODE, 'zod', 'intl-messageformat'] },
  { path: `${BACKEND}/storage`, imports: [`${BACKEND}/lib`, ...SHARED], packages: [...NODE, 'zod', 'libsql'] },
  { path: `${BACKEND}/kube`, imports: [`${BACKEND}/lib`, ...SHARED], packages: [...NODE, 'zod', '@kubernetes/client-node', 'js-yaml'] },
  { path: `${BACKEND}/connectors/contract.ts`, imports: [`${BACKEND}/lib`, ...SHARED] },
  { path: `${BACKEND}/connectors/list.ts`, imports: [`${BACKEND}/connectors`, `${BACKEND}/kube`, ...SHARED] },
  {
    path: `${BACKEND}/connectors/*`,
    imports: [`${BACKEND}/connectors/contract.ts`, `${BACKEND}/kube`, `${BACKEND}/lib`, ...SHARED],
    packages: [...NODE, 'zod', '@kubernetes/client-node'],
  },
  {
    path: `${BACKEND}/connectors/local`,
    imports: [`${BACKEND}/connectors/contract.ts`, `${BACKEND}/workspaces`, `${BACKEND}/lib`, ...SHARED],
    packages: ['zod'],
  },
  {
    path: `${BACKEND}/connectors/object-store`,
    imports: [`${BACKEND}/connectors/contract.ts`, `${BACKEND}/kube`, `${BACKEND}/lib`, ...SHARED],
    packages: [...NODE, '@aws-sdk/client-s3', '@smithy/core', '@smithy/node-http-handler'],
  },
  // Browsing and previewing what lies in object stores, and files of it for whoever reads tables.
  {
    path: `${BACKEND}/objects`,
    imports: [`${BACKEND}/connectors/contract.ts`, `${BACKEND}/connections`, `${BACKEND}/lib`, ...SHARED],
    packages: [...NODE, 'zod', 'hyparquet'],
  },
  { path: `${BACKEND}/inventory`, imports: [`${BACKEND}/lib`, ...SHARED], packages: NODE },
  {
    path: `${BACKEND}/connections`,
    imports: [`${BACKEND}/connectors/contract.ts`, `${BACKEND}/inventory`, `${BACKEND}/storage`, `${BACKEND}/lib`, ...SHARED],
    packages: [...NODE, 'zod'],
  },
  { path: `${BACKEND}/ledger`, imports: [`${BACKEND}/storage`, `${BACKEND}/lib`, ...SHARED], packages: [...NODE, 'zod', 'libsql'] },
  {
    path: `${BACKEND}/actions`,
    imports: [
      `${BACKEND}/connectors/contract.ts`,
      `${BACKEND}/connections`,
      `${BACKEND}/inventory`,
      `${BACKEND}/ledger`,
      `${BACKEND}/storage`,
      `${BACKEND}/lib`,
      ...SHARED,
    ],
    packages: [...NODE, 'zod'],
  },
  {
    path: `${BACKEND}/deliveries`,
    imports: [`${BACKEND}/connectors/contract.ts`, `${BACKEND}/connections`, `${BACKEND}/inventory`, `${BACKEND}/storage`, `${BACKEND}/lib`, ...SHARED],
    packages: NODE,
  },
  {
    path: `${BACKEND}/attention`,
    imports: [`${BACKEND}/actions`, `${BACKEND}/connections`, `${BACKEND}/inventory`, `${BACKEND}/storage`, `${BACKEND}/lib`, ...SHARED],
    packages: [...NODE, 'zod'],
  },
  {
    path: `${BACKEND}/sample`,
    imports: [`${BACKEND}/actions`, `${BACKEND}/storage`, `${BACKEND}/workspaces`, `${BACKEND}/lib`, ...SHARED],
    packages: [...NODE, 'zod'],
  },
  { path: `${BACKEND}/rpc.ts`, imports: [`${BACKEND}/lib`, ...SHARED], packages: ['zod'] },
  { path: `${BACKEND}/port-pair.ts`, imports: SHARED },
  // What happened to what a monitor is of, where that is in a cluster.
  { path: `${BACKEND}/delivery-marks.ts`, imports: [`${BACKEND}/connections`, `${BACKEND}/deliveries`, `${BACKEND}/ledger`, ...SHARED] },
  // Where monitors read from, of the rooms that hold it.
  {
    path: `${BACKEND}/monitor-places.ts`,
    imports: [
      `${BACKEND}/delivery-marks.ts`,
      `${BACKEND}/ledger`,
      `${BACKEND}/connections`,
      `${BACKEND}/drift`,
      `${BACKEND}/inventory`,
      `${BACKEND}/objects`,
      `${BACKEND}/workspaces`,
      `${BACKEND}/lib`,
      ...SHARED,
    ],
  },
  // Objects of a store as tables, without connections: for the command line.
  {
    path: `${BACKEND}/store-tables.ts`,
    imports: [`${BACKEND}/connectors`, `${BACKEND}/drift`, `${BACKEND}/objects`, `${BACKEND}/tables`, ...SHARED],
    packages: NODE,
  },
  { path: `${BACKEND}/backend.ts`, imports: [BACKEND, ...SHARED], packages: [...NODE, 'zod'] },
  // What is known without asking anybody: the first that a window draws.
  {
    path: `${BACKEND}/held.ts`,
    imports: [`${BACKEND}/attention`, `${BACKEND}/connections`, `${BACKEND}/inventory`, `${BACKEND}/storage`, `${BACKEND}/lib`, ...SHARED],
  },
  { path: `${BACKEND}/utility.ts`, imports: [BACKEND, ...SHARED], packages: NODE },

  // The engine of a workspace: `contract.ts` is what its rooms know of each other, `engine.ts` alone builds them.
  { path: `${ENGINE}/lib`, imports: [`${BACKEND}/lib`, ...SHARED], packages: [...NODE, 'zod', 'pidusage'] },
  { path: `${ENGINE}/contract.ts`, imports: SHARED, packages: ['libsql'] },
  { path: `${ENGINE}/workspace`, imports: ENGINE_ROOM, packages: [...NODE, 'zod', 'libsql'] },
  { path: `${ENGINE}/artifacts`, imports: ENGINE_ROOM, packages: [...NODE, 'zod'] },
  { path: `${ENGINE}/records`, imports: ENGINE_ROOM, packages: [...NODE, 'zod', 'libsql'] },
  { path: `${ENGINE}/tracking`, imports: [`${ENGINE}/records`, `${ENGINE}/models`, ...ENGINE_ROOM], packages: [...NODE, 'zod'] },
  { path: `${ENGINE}/training`, imports: ENGINE_ROOM, packages: [...NODE, 'zod', 'js-yaml'] },
  { path: `${ENGINE}/data`, imports: [`${BACKEND}/tables`, ...ENGINE_ROOM], packages: [...NODE, 'zod', '@duckdb/node-api'] },
  { path: `${ENGINE}/models`, imports: ENGINE_ROOM, packages: [...NODE, 'zod', 'js-yaml', 'libsql'] },
  { path: `${ENGINE}/lineage`, imports: ENGINE_ROOM, packages: [...NODE, 'zod', 'libsql'] },
  // The serving thread and those below it know no registry: they are told what shall be.
  {
    path: `${ENGINE}/serving`,
    imports: [`${ENGINE}/lib`, `${BACKEND}/lib`, ...SHARED],
    packages: [...NODE, 'zod', 'onnxruntime-node', '@duckdb/node-api', '@datadog/sketches-js'],
  },
  // The gateway's address beyond this machine: how it is set, its certificate, its tokens.
  { path: `${ENGINE}/address`, imports: [`${ENGINE}/serving/contract.ts`, ...ENGINE_ROOM], packages: [...NODE, 'zod', 'libsql'] },
  // Servers of the user's: processes, for a gateway that asks for them.
  { path: `${ENGINE}/servers`, imports: [`${ENGINE}/serving/contract.ts`, ...ENGINE_ROOM], packages: [...NODE, 'zod'] },
  { path: `${ENGINE}/releases`, imports: [`${ENGINE}/serving/contract.ts`, ...ENGINE_ROOM], packages: [...NODE, 'zod', 'libsql'] },
  { path: `${ENGINE}/stages`, imports: [`${ENGINE}/serving/contract.ts`, ...ENGINE_ROOM], packages: [...NODE, 'zod', 'libsql'] },
  { path: `${ENGINE}/comparison`, imports: [`${ENGINE}/serving/contract.ts`, ...ENGINE_ROOM], packages: [...NODE, 'zod'] },
  { path: `${ENGINE}/champions.ts`, imports: [`${ENGINE}/models`, `${ENGINE}/releases`, `${ENGINE}/stages`, ...SHARED] },
  {
    path: `${ENGINE}/kept-ports.ts`,
    imports: [`${ENGINE}/serving/contract.ts`, `${ENGINE}/tracking`, `${ENGINE}/workspace`, `${BACKEND}/lib`, ...SHARED],
  },
  { path: `${ENGINE}/concerns.ts`, imports: [`${ENGINE}/contract.ts`, ...SHARED] },
  { path: `${ENGINE}/lifetime.ts`, imports: [`${ENGINE}/contract.ts`, ...SHARED] },
  { path: `${ENGINE}/engine.ts`, imports: [ENGINE, `${BACKEND}/rpc.ts`, `${BACKEND}/lib`, ...SHARED], packages: NODE },
  { path: `${ENGINE}/rooms.ts`, imports: [ENGINE, `${BACKEND}/lib`, ...SHARED], packages: NODE },
  {
    path: `${ENGINE}/stop-left.ts`,
    imports: [`${ENGINE}/engine.ts`, `${ENGINE}/servers`, `${ENGINE}/training`, `${ENGINE}/lib`, `${BACKEND}/lib`, ...SHARED],
    packages: NODE,
  },
  {
    path: `${ENGINE}/process.ts`,
    imports: [`${ENGINE}/engine.ts`, `${ENGINE}/stop-left.ts`, `${ENGINE}/serving`, `${ENGINE}/training`, `${ENGINE}/lib`, `${BACKEND}/lib`, ...SHARED],
    packages: NODE,
  },
  {
    path: `${BACKEND}/workspaces`,
    imports: [`${BACKEND}/storage`, `${BACKEND}/lib`, `${BACKEND}/rpc.ts`, ...SHARED],
    packages: [...NODE, 'zod'],
  },
  {
    path: 'electron/cli',
    imports: [`${BACKEND}/backend.ts`, `${BACKEND}/store-tables.ts`, `${BACKEND}/drift`, `${BACKEND}/lib`, ...SHARED],
    packages: [...NODE, 'zod', 'intl-messageformat'],
  },
  { path: 'electron/main', imports: [`${BACKEND}/lib/write-whole.ts`, ...SHARED], packages: [...NODE, 'electron', 'zod'] },
  { path: 'electron/preload', imports: SHARED, packages: ['electron', 'zod'] },

  { path: 'renderer/ui', imports: SHARED, packages: ['*'] },
  { path: 'renderer/data', imports: SHARED, packages: ['*'] },
  { path: 'renderer/parts', imports: ['renderer/ui', 'renderer/data', ...SHARED], packages: ['*'] },
  { path: 'renderer/screens/*', imports: ['renderer/parts', 'renderer/ui', 'renderer/data', ...SHARED], packages: ['*'] },
  { path: 'renderer/app', imports: ['renderer/screens', 'renderer/parts', 'renderer/ui', 'renderer/data', ...SHARED], packages: ['*'] },
];

/** Modules of other processes: no room of the page may name them, whatever its table says. */
const NOT_IN_THE_PAGE = /^(electron|node:.*|libsql|onnxruntime-node|pidusage|@kubernetes\/.*|@duckdb\/.*|@aws-sdk\/.*|@smithy\/.*|hyparquet)$/;

export type Fault = { readonly file: string; readonly kind: 'no-room' | 'import' | 'package' | 'cycle' | 'permit'; readonly detail: string };

/** Every TypeScript file below the folders that have rooms; tests and benches may import what they like, so they are left out. */
export function sourceFiles(root: string, folders: readonly string[] = ['shared', 'electron', 'renderer']): string[] {
  const files: string[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (/\.tsx?$/.test(entry.name) && !/\.(test|bench)\.tsx?$|\.d\.ts$/.test(entry.name)) files.push(path);
    }
  };
  for (const folder of folders) if (existsSync(join(root, folder))) walk(folder);
  return files;
}

const IMPORT = /(?:^|[\s;}])(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

type Import = { readonly to: string; readonly typeOnly: boolean };

/** What a file imports: statically, for its types, and late. Text in comments that looks like an import would count, which errs to the safe side. */
export function importsOf(text: string): Import[] {
  return [...text.matchAll(IMPORT)].map(([, typeOnly, from, late]) => ({ to: from ?? late ?? '', typeOnly: typeOnly !== undefined }));
}

export function roomOf(file: string): Room | undefined {
  const fits = ROOMS.filter(({ path }) => file === path || inside(file, path));
  return fits.toSorted((a, b) => b.path.length - a.path.length)[0];
}

/** `a/b/*` stands for each folder below `a/b`, every one a room of its own. */
function inside(file: string, path: string): boolean {
  if (path.endsWith('/*')) return file.startsWith(path.slice(0, -1)) && file.slice(path.length - 1).includes('/');
  return file.startsWith(`${path}/`);
}

/** Whether two files live in the same room; siblings under a `/*` room do not. */
function sameRoom(a: string, b: string, room: Room): boolean {
  if (room !== roomOf(b)) return false;
  if (!room.path.endsWith('/*')) return true;
  const child = (file: string) => file.slice(room.path.length - 1).split('/')[0];
  return child(a) === child(b);
}

function resolve(root: string, file: string, to: string): string | undefined {
  const base = join(dirname(file), to);
  const tries = [base, `${base}.ts`, `${base}.tsx`];
  const found = tries.find((path) => existsSync(join(root, path)) && statSync(join(root, path)).isFile());
  return found?.split(sep).join('/');
}

/** All that is wrong with the layers of a tree. */
export function findFaults(root: string): Fault[] {
  const files = sourceFiles(root);
  const faults: Fault[] = [];
  const graph = new Map<string, string[]>();
  for (const file of files) {
    const room = roomOf(file);
    if (!room) {
      faults.push({ file, kind: 'no-room', detail: 'belongs to no room of the table' });
      continue;
    }
    const text = readFileSync(join(root, file), 'utf8');
    if (/\bas Permit\b/.test(text) && file !== `${BACKEND}/actions/execute.ts`) faults.push({ file, kind: 'permit', detail: 'only execute.ts mints a Permit' });
    const edges: string[] = [];
    graph.set(file, edges);
    for (const { to, typeOnly } of importsOf(text)) {
      if (!to.startsWith('.')) {
        if (!packageAllowed(room, to)) faults.push({ file, kind: 'package', detail: to });
        continue;
      }
      const target = resolve(root, file, to.replace(/\?.*$/, ''));
      if (!target || !/\.tsx?$/.test(target)) continue; // styles, pictures and data belong to whoever imports them
      if (!typeOnly) edges.push(target);
      const allowed = sameRoom(file, target, room) || room.imports.some((path) => target === path || target.startsWith(`${path}/`));
      if (!allowed) faults.push({ file, kind: 'import', detail: target });
    }
  }
  for (const cycle of findCycles(graph)) faults.push({ file: cycle[0] ?? '', kind: 'cycle', detail: cycle.join(' → ') });
  return faults;
}

function packageAllowed(room: Room, name: string): boolean {
  if (room.path.startsWith('renderer/') && NOT_IN_THE_PAGE.test(name)) return false;
  return (room.packages ?? []).some(
    (allowed) => allowed === '*' || name === allowed || name.startsWith(`${allowed}/`) || (allowed === 'node:*' && name.startsWith('node:')),
  );
}

/** One cycle for each knot of imports that run (imports of types alone vanish when the code is built). */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string) => {
    state.set(file, 'open');
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      if (state.get(next) === 'open') cycles.push([...path.slice(path.indexOf(next)), next]);
      else if (!state.has(next)) visit(next);
    }
    path.pop();
    state.set(file, 'done');
  };
  for (const file of graph.keys()) if (!state.has(file)) visit(file);
  return cycles;
}
