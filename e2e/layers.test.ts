import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findFaults, importsOf, sourceFiles } from './layers';

const root = join(import.meta.dirname, '..');
const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A small house of its own, to show that a violation is found. */
function house(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  made.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test('every file of the checkout is in a room, and imports only what its room may', () => {
  expect(sourceFiles(root).length).toBeGreaterThan(50);
  expect(findFaults(root)).toEqual([]);
});

test('imports are found in every form', () => {
  const text = `import a from './a'; import type { B } from "./b";\nexport { c } from './c';\nimport './d.css';\nconst e = await import('./e');\nimport {\n  f,\n} from './f';`;
  expect(importsOf(text).map(({ to, typeOnly }) => [to, typeOnly])).toEqual([
    ['./a', false],
    ['./b', true],
    ['./c', false],
    ['./d.css', false],
    ['./e', false],
    ['./f', false],
  ]);
});

test.each<[string, Record<string, string>, { file: string; kind: string; detail: string }]>([
  [
    'a file in no room',
    { 'electron/backend/attic/x.ts': '' },
    { file: 'electron/backend/attic/x.ts', kind: 'no-room', detail: 'belongs to no room of the table' },
  ],
  ['a file beside the rooms', { 'renderer/x.ts': '' }, { file: 'renderer/x.ts', kind: 'no-room', detail: 'belongs to no room of the table' }],
  [
    'an import against the direction',
    { 'shared/lib/a.ts': "import { B } from '../models/b';", 'shared/models/b.ts': 'export const B = 1;' },
    { file: 'shared/lib/a.ts', kind: 'import', detail: 'shared/models/b.ts' },
  ],
  [
    'the same for a type alone',
    { 'electron/backend/kube/a.ts': "import type { C } from '../connectors/contract';", 'electron/backend/connectors/contract.ts': 'export type C = 1;' },
    { file: 'electron/backend/kube/a.ts', kind: 'import', detail: 'electron/backend/connectors/contract.ts' },
  ],
  [
    'the same for a late import',
    { 'renderer/ui/a.ts': "void import('../parts/b');", 'renderer/parts/b.ts': '' },
    { file: 'renderer/ui/a.ts', kind: 'import', detail: 'renderer/parts/b.ts' },
  ],
  [
    'a connector that knows another',
    { 'electron/backend/connectors/a/map.ts': "import '../b/map';", 'electron/backend/connectors/b/map.ts': '' },
    { file: 'electron/backend/connectors/a/map.ts', kind: 'import', detail: 'electron/backend/connectors/b/map.ts' },
  ],
  [
    'a screen that knows another',
    { 'renderer/screens/a/a.tsx': "import '../b/b';", 'renderer/screens/b/b.tsx': '' },
    { file: 'renderer/screens/a/a.tsx', kind: 'import', detail: 'renderer/screens/b/b.tsx' },
  ],
  [
    'Electron in the backend',
    { 'electron/backend/lib/a.ts': "import { app } from 'electron';" },
    { file: 'electron/backend/lib/a.ts', kind: 'package', detail: 'electron' },
  ],
  ['Node in the page', { 'renderer/data/a.ts': "import 'node:fs/promises';" }, { file: 'renderer/data/a.ts', kind: 'package', detail: 'node:fs/promises' }],
  ['Node in shared', { 'shared/lib/a.ts': "import { join } from 'node:path';" }, { file: 'shared/lib/a.ts', kind: 'package', detail: 'node:path' }],
  [
    'a cycle',
    { 'shared/lib/a.ts': "import './b';", 'shared/lib/b.ts': "import './a';" },
    { file: 'shared/lib/a.ts', kind: 'cycle', detail: 'shared/lib/a.ts → shared/lib/b.ts → shared/lib/a.ts' },
  ],
  [
    'a permit that is minted elsewhere',
    { 'electron/backend/connectors/a/actions.ts': 'export const permit = {} as Permit;' },
    { file: 'electron/backend/connectors/a/actions.ts', kind: 'permit', detail: 'only execute.ts mints a Permit' },
  ],
])('%s is found', (_, files, fault) => {
  expect(findFaults(house(files))).toEqual([fault]);
});

test('types alone make no cycle, because they are gone when the code runs', () => {
  expect(findFaults(house({ 'shared/lib/a.ts': "import './b';", 'shared/lib/b.ts': "import type { A } from './a';" }))).toEqual([]);
});
