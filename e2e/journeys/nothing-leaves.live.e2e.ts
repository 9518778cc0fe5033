import { expect, test } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

test('from launch to quit nothing leaves the machine but to the configured address: counted in a network of its own', async () => {
  test.setTimeout(240_000);
  const runner = [
    process.execPath,
    join(root, 'node_modules/@playwright/test/cli.js'),
    'test',
    '--config',
    join(root, 'e2e/lone-network/playwright.config.ts'),
  ];
  const child = spawn('sh', [join(root, 'e2e/lone-network/enter.sh'), ...runner], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code]: unknown[] = await once(child, 'close');
  expect(code, said).toBe(0);
  expect(said).toContain('1 passed');
});
