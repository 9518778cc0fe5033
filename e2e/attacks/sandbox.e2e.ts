import { readFileSync } from 'node:fs';
import { expect, test } from '../app';

/** What the kernel says of a process: system-call filter, and how many PID namespaces deep it lives. */
function statusOf(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => new RegExp(`^${name}:\\t(.*)$`, 'm').exec(status)?.[1] ?? '';
  return { seccomp: field('Seccomp'), noNewPrivileges: field('NoNewPrivs'), depth: field('NSpid').split('\t').length };
}

test('the page runs behind a system-call filter and in namespaces of its own', async ({ app }) => {
  test.skip(process.platform !== 'linux', 'reads /proc');
  const { page, main } = await app.electron.evaluate(({ BrowserWindow }) => ({
    page: BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0,
    main: process.pid,
  }));
  // Seccomp alone proves little: `sandbox: true` sets it even under --no-sandbox. The PID namespace is the sandbox.
  const { seccomp, noNewPrivileges, depth } = statusOf(page);
  expect({ seccomp, noNewPrivileges }).toEqual({ seccomp: '2', noNewPrivileges: '1' });
  expect(depth).toBeGreaterThan(statusOf(main).depth);
});

test('the page has nothing of Node or Electron, and a bridge of exactly eleven parts', async ({ app }) => {
  const found = await app.page.evaluate(() => {
    const names = [
      'require',
      'process',
      'module',
      'exports',
      'global',
      'Buffer',
      'setImmediate',
      '__dirname',
      'ipcRenderer',
      'electron',
      'contextBridge',
      '__electronBinding',
      'electronBinding',
    ];
    const there = names.filter((name) => name in globalThis);
    // What a function of another world could leak: its constructor builds code there.
    let escaped = '';
    try {
      escaped = String((window.bridge.connect.constructor as FunctionConstructor)('return typeof process')());
    } catch {
      escaped = 'refused';
    }
    return { there, bridge: Object.keys(window.bridge).toSorted(), escaped: escaped === 'undefined' ? 'refused' : escaped };
  });
  expect(found).toEqual({
    there: [],
    bridge: [
      'command',
      'connect',
      'facts',
      'mark',
      'onEvent',
      'openWindow',
      'pickFile',
      'pickPlace',
      'pickWorkspace',
      'savePicture',
      'saveText',
      'setPreferences',
    ],
    escaped: 'refused',
  });
});

test('the bridge cannot be replaced, and what it hands over has no way back', async ({ app }) => {
  const result = await app.page.evaluate(() => {
    const replace = () => {
      try {
        Object.assign(window, { bridge: { connect: () => 'evil' } });
      } catch {
        // read-only
      }
      try {
        Object.assign(window.bridge, { connect: () => 'evil' });
      } catch {
        // frozen
      }
      return String(window.bridge.connect()) === 'evil';
    };
    return { replaced: replace(), frozen: Object.isFrozen(window.bridge), facts: Object.getPrototypeOf(window.bridge.facts) === Object.prototype };
  });
  expect(result).toEqual({ replaced: false, frozen: true, facts: true });
});
