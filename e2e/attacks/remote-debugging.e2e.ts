import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';

/** The runtime under the app's name: what it is called is how Electron knows that it is packaged. */
function packagedRuntime(folder: string): string {
  const electron = process.env['PILOTHOUSE_ELECTRON'] ?? '';
  for (const name of readdirSync(dirname(electron))) {
    if (name !== basename(electron)) symlinkSync(join(dirname(electron), name), join(folder, name));
  }
  const executable = join(folder, 'pilothouse');
  cpSync(electron, executable);
  return executable;
}

const run = (executable: string, profile: string, args: readonly string[]) =>
  new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn(executable, [process.env['PILOTHOUSE_ROOT'] ?? '', `--user-data-dir=${profile}`, ...args], { timeout: 20_000 });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('close', (code) => resolve({ code, output }));
  });

test('a packaged app does not start with a door for debuggers', async () => {
  test.skip(process.platform !== 'linux', 'only there the name of the executable decides');
  const folder = mkdtempSync(join(tmpdir(), 'pilothouse-packaged-'));
  try {
    const executable = packagedRuntime(folder);
    // `--inspect-brk` stops before our first line: there it is the fuse of the release that refuses.
    for (const argument of ['--remote-debugging-port=0', '--remote-debugging-pipe', '--inspect=0']) {
      const { code, output } = await run(executable, join(folder, 'profile'), [argument]);
      expect(output, argument).toContain(`Pilothouse does not start with ${argument.split('=')[0]}`);
      expect(output, argument).not.toContain('DevTools listening on ws://');
      expect(code, argument).toBe(2);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
