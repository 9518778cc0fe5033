import Database from 'libsql';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { SILENT } from '../lib/log';
import { Ledger } from './ledger';
import { someIntent, someOutcome } from './test-drafts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'ledger-document-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the program in docs/ledger.md, which has none of our code, comes to the same root, and finds a change', async () => {
  const document = readFileSync(join(import.meta.dirname, '../../../docs/ledger.md'), 'utf8');
  const [, program = ''] = /```python\n([\s\S]*?)```/.exec(document) ?? [];
  const script = join(folder, 'check.py');
  writeFileSync(script, program);
  const ledger = new Ledger({ folder: join(folder, 'data'), log: SILENT, app: 'test' });
  for (let index = 0; index < 20; index++) ledger.append(someOutcome(ledger.append(someIntent(`سفينة-${index}`)).seq, 'ranker'));
  ledger.close();
  const { size, root } = new Ledger({ folder: join(folder, 'data'), log: SILENT, app: 'test' }).state();
  const database = join(folder, 'data', 'ledger.db');
  expect((await run('python3', [script, database])).stdout.trim()).toBe(`${size} ${root}`);

  const hurt = new Database(database);
  hurt.exec("UPDATE entry SET why = replace(why, 'errors', 'Errors') WHERE seq = 3");
  hurt.close();
  await expect(run('python3', [script, database])).rejects.toThrow('why of entry 3 was changed');
});
