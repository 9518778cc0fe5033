import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { windowsProcesses } from './windows-processes';

test('where only numbers are known, a process is there until it has ended, and no other engine believes its number', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const seen = await windowsProcesses.one(pid);
  expect(seen).toMatchObject({ pid });
  expect((await windowsProcesses.one(pid))?.started).toBe(seen?.started);
  vi.resetModules();
  vi.spyOn(performance, 'timeOrigin', 'get').mockReturnValue(performance.timeOrigin + 1);
  const later = await import('./windows-processes');
  expect((await later.windowsProcesses.one(pid))?.started).not.toBe(seen?.started);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await windowsProcesses.one(pid)).toBeNull();
});
