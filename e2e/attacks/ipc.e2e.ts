import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../app';

test('messages that are not what they should be have no effect', async ({ app }) => {
  const { page, electron, profile } = app;
  await electron.evaluate(({ dialog, shell }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    const stub = (name: string) => () => {
      asked.push(name);
      return Promise.resolve({ canceled: true, filePath: '', filePaths: [], response: 0, checkboxChecked: false });
    };
    Object.assign(dialog, { showSaveDialog: stub('save'), showOpenDialog: stub('open'), showMessageBox: stub('box') });
    Object.assign(shell, { openPath: stub('path'), openExternal: stub('external') });
  });
  const answers = await page.evaluate(async () => {
    // The types are ours; an attacker has none.
    const bridge = window.bridge as unknown as Record<string, (...values: unknown[]) => Promise<unknown>>;
    const call = async (name: string, ...values: unknown[]) => {
      try {
        return await bridge[name]?.(...values);
      } catch (error) {
        return `refused: ${String(error).slice(0, 40)}`;
      }
    };
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    let deep: unknown = 0;
    for (let n = 0; n < 900; n++) deep = [deep];
    const polluted: unknown = JSON.parse('{"__proto__":{"theme":"dark"},"constructor":{"prototype":{"x":1}}}');
    const wrong = [
      undefined,
      null,
      0,
      '',
      'rm -rf /',
      '../../etc/passwd',
      'constructor',
      '__proto__',
      'toString',
      [],
      {},
      ['open-logs'],
      { command: 'quit' },
      cyclic,
      deep,
      polluted,
      new Date(),
      new Map([['a', 1]]),
      new ArrayBuffer(1e6),
      'x'.repeat(1e6),
    ];
    for (const value of wrong) {
      await call('command', value);
      await call('mark', value);
      await call('connect', value);
      await call('openWindow', value);
      await call('pickFile', value);
    }
    for (const value of [{ theme: 'evil' }, { locale: 5 }, 'dark', null, cyclic, deep, { theme: { toString: 'dark' } }, ['dark']])
      await call('setPreferences', value);
    await call('setPreferences', polluted);
    await call('mark', Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`m${n}`, n])));
    const names = ['../x', '/etc/passwd', 'a/b', 'a\\b', '..', 'a\0b', '', 'x'.repeat(200), 'évil', '$(id)', 'a\nb'];
    return Promise.all([
      ...names.map((name) => call('saveText', { name: name === '..' ? '../..' : name, text: 'x' })),
      call('saveText', { name: 'a.txt', text: 5 }),
      call('saveText', null),
      ...names.map((name) => call('savePicture', { name, png: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) })),
      call('savePicture', { name: 'a.png', png: new TextEncoder().encode('#!/bin/sh') }),
      call('savePicture', { name: 'a.sh', png: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) }),
    ]);
  });
  for (const answer of answers) expect(answer).toMatchObject({ failure: { code: 'invalid' } });
  expect(await electron.evaluate(() => (globalThis as { asked?: unknown }).asked)).toEqual([]);
  expect(await page.evaluate(() => window.bridge.facts.preferences.theme)).toBe('system');
  const kept = (() => {
    try {
      return readFileSync(join(profile, 'preferences.json'), 'utf8');
    } catch {
      return 'absent';
    }
  })();
  expect(kept === 'absent' || kept.includes('"theme": "system"')).toBe(true);
  expect(app.log('main')).toContain('a message was refused');
});

test('a window of another origin that has our preload script gets no answer and no port', async ({ app }) => {
  const before = app.log('main');
  const got = await app.electron.evaluate(async ({ BrowserWindow, app: main }) => {
    const foreign = new BrowserWindow({
      show: false,
      webPreferences: {
        preload: `${main.getAppPath()}/out/preload/preload.cjs`,
        sandbox: true,
        contextIsolation: true,
        // The preload script wants facts; what they say does not matter.
        additionalArguments: [`--pilothouse-facts=${btoa('{}')}`],
      },
    });
    await foreign.loadURL('data:text/html,<h1>foreign</h1>');
    const result: unknown = await foreign.webContents.executeJavaScript(`(async () => {
      let port = false;
      window.addEventListener('message', (event) => { if (event.ports.length > 0) port = true; });
      const there = typeof window.bridge;
      window.bridge?.connect();
      await window.bridge?.setPreferences({ theme: 'dark' }).catch(() => undefined);
      await window.bridge?.command('quit').catch(() => undefined);
      const saved = await window.bridge?.saveText({ name: 'a.txt', text: 'x' }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { there, port, saved: saved?.failure?.code };
    })()`);
    foreign.destroy();
    return result;
  });
  expect(got).toEqual({ there: 'object', port: false, saved: 'invalid' });
  expect(app.log('main').slice(before.length)).toContain('another window');
  expect(await app.page.evaluate(() => window.bridge.facts.preferences.theme)).toBe('system');
});

test('a frame inside the page has no bridge, and what it would send is refused', async ({ app }) => {
  const { page, electron } = app;
  const inFrame = await page.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const { contentWindow } = frame;
    return contentWindow ? 'bridge' in contentWindow : null;
  });
  expect(inFrame).toBe(false);
  // A frame that somehow sends all the same: the real handlers, told that a frame of the page is the sender.
  const settled = await electron.evaluate(async ({ BrowserWindow, ipcMain }) => {
    const sender = BrowserWindow.getAllWindows()[0]?.webContents;
    const senderFrame = sender?.mainFrame.frames[0];
    if (!sender || !senderFrame) return 'no frame';
    const event = { sender, senderFrame, ports: [] };
    for (const channel of ['shell:connect', 'shell:listening', 'shell:mark', 'shell:open-window']) ipcMain.emit(channel, event, undefined);
    return 'sent';
  });
  expect(settled).toBe('sent');
  await expect.poll(() => app.log('main').split('a frame inside the page').length - 1).toBe(4);
});
