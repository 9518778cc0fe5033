import type { Page } from '@playwright/test';
import { expect, test } from '../app';
import { openOutside, type Outside } from './outside';

let outside: Outside;
test.beforeAll(async () => {
  outside = await openOutside();
});
test.afterAll(() => outside.close());
test.beforeEach(() => void outside.visits.splice(0));

/** Long enough for a navigation that works to have begun. There is no event for one that does not. */
const settle = (page: Page) => page.waitForTimeout(300);

test('the page goes nowhere: not by address, link, form, refresh or script', async ({ app }) => {
  const { page } = app;
  const before = page.url();
  const targets = [
    `http://${outside.host}/`,
    `https://${outside.host}/`,
    'file:///etc/passwd',
    'data:text/html,<h1>evil</h1>',
    'javascript:document.title="evil"',
    'app://evil/',
    'app://pilothouse.evil/',
    'app://pilothouse/shell/stopped.html',
    'app://pilothouse/assets/..%2f..%2fpackage.json',
    'chrome://gpu',
    'devtools://devtools/bundled/inspector.html',
    'view-source:app://pilothouse/',
    'smb://evil/share',
    'pilothouse://delivery/a/b',
    'mailto:a@example.com',
  ];
  for (const target of targets) {
    await page.evaluate((to) => {
      try {
        location.href = to;
      } catch {
        // refused by the engine itself
      }
      try {
        location.replace(to);
      } catch {
        // the same
      }
      const link = document.createElement('a');
      link.href = to;
      document.body.append(link);
      link.click();
      link.remove();
      const form = document.createElement('form');
      form.action = to;
      form.method = 'post';
      document.body.append(form);
      form.submit();
      form.remove();
    }, target);
    await settle(page);
    expect(page.url(), target).toBe(before);
  }
  await page.evaluate((to) => {
    const refresh = document.createElement('meta');
    refresh.httpEquiv = 'refresh';
    refresh.content = `0; url=${to}`;
    document.head.append(refresh);
  }, `http://${outside.host}/`);
  await settle(page);
  // Asked of the shell: the debugger waits for the end of a navigation that was refused.
  const shown = await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => [webContents.getURL(), webContents.getTitle()]),
  );
  expect(shown).toEqual([[before, expect.stringContaining('Pilothouse')]]);
  expect(outside.visits).toEqual([]);
  expect(app.log('main')).toContain('a navigation was refused');
});

test('a page that empties itself is brought back', async ({ app }) => {
  const { page } = app;
  await page.evaluate(() => location.assign('#/somewhere'));
  const before = page.url();
  await page.evaluate(() => location.assign('about:blank'));
  await expect.poll(() => app.log('main')).toContain('the page left, and is brought back');
  await expect.poll(() => page.url()).toBe(before);
  await expect(page).toHaveTitle(/Pilothouse/);
});

test('the page opens no window, and sends nobody to a browser but to known documentation', async ({ app }) => {
  const { page, electron } = app;
  await electron.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = (url) => {
      opened.push(url);
      return Promise.resolve();
    };
  });
  const opened = await page.evaluate((host) => {
    const urls = [
      `http://${host}/`,
      'file:///etc/passwd',
      'app://pilothouse/',
      'about:blank',
      'javascript:1',
      '',
      'ms-settings:',
      'https://kubernetes.io.evil.example/',
    ];
    const answers = urls.map((url) => window.open(url) !== null);
    for (const url of urls) {
      const link = document.createElement('a');
      link.href = url;
      link.target = '_blank';
      document.body.append(link);
      link.click();
      link.remove();
    }
    window.open('https://kubernetes.io/docs/');
    return answers;
  }, outside.host);
  expect(opened).toEqual(opened.map(() => false));
  await settle(page);
  expect(electron.windows()).toHaveLength(1);
  expect(await electron.evaluate(() => (globalThis as { opened?: unknown }).opened)).toEqual(['https://kubernetes.io/docs/']);
  expect(outside.visits).toEqual([]);
});

test('nothing that a page can load, send or embed reaches the network', async ({ app }) => {
  const { page } = app;
  await page.evaluate(async (host) => {
    const http = `http://${host}/`;
    const tries: (() => unknown)[] = [
      () => fetch(http, { mode: 'no-cors' }),
      () => fetch('file:///etc/passwd'),
      () => navigator.sendBeacon(http, 'x'),
      () => new WebSocket(`ws://${host}/`),
      () => new EventSource(http),
      () => {
        const request = new XMLHttpRequest();
        request.open('GET', http);
        request.send();
      },
      () => import(/* @vite-ignore */ `${http}evil.js`),
      () => new Worker(http),
      () => new SharedWorker(http),
      () => navigator.serviceWorker.register(`${http}sw.js`),
      () => new Image().setAttribute('src', http),
      () => document.fonts.add(new FontFace('x', `url(${http})`)),
      () => new Audio(http).play(),
    ];
    for (const attempt of tries) {
      try {
        await Promise.race([attempt(), new Promise((resolve) => setTimeout(resolve, 200))]);
      } catch {
        // refused
      }
    }
    const tags: [string, Record<string, string>][] = [
      ['script', { src: http }],
      ['iframe', { src: http }],
      ['iframe', { srcdoc: `<img src="${http}">` }],
      ['object', { data: http }],
      ['embed', { src: http }],
      ['webview', { src: http }],
      ['img', { src: http }],
      ['video', { src: http, poster: http }],
      ['link', { rel: 'stylesheet', href: http }],
      ['link', { rel: 'prefetch', href: http }],
      ['link', { rel: 'preload', as: 'script', href: http }],
      ['link', { rel: 'preconnect', href: http }],
      ['link', { rel: 'dns-prefetch', href: http }],
      ['link', { rel: 'manifest', href: http }],
      ['link', { rel: 'icon', href: http }],
      ['a', { href: http, ping: http }],
    ];
    for (const [name, attributes] of tags) {
      const element = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      document.head.append(element);
    }
    const style = document.createElement('div');
    style.style.backgroundImage = `url(${http})`;
    document.body.append(style);
  }, outside.host);
  await settle(page);
  await settle(page);
  expect(outside.visits).toEqual([]);
});

test('peer connections find no way out', async ({ app }) => {
  await app.page.evaluate(async (host) => {
    try {
      const peer = new RTCPeerConnection({
        iceServers: [{ urls: `stun:${host}` }, { urls: [`turn:${host}?transport=udp`, `turn:${host}?transport=tcp`], username: 'secret', credential: 'x' }],
      });
      peer.createDataChannel('x');
      await peer.setLocalDescription(await peer.createOffer());
      await new Promise((resolve) => setTimeout(resolve, 1_500)); // there is no event for packets that are not sent
    } catch {
      // not there at all
    }
  }, outside.host);
  expect(outside.visits).toEqual([]);
});

test('the page saves nothing by itself', async ({ app }) => {
  await app.page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'data:application/octet-stream,evil';
    link.download = 'evil.sh';
    document.body.append(link);
    link.click();
    const blob = document.createElement('a');
    blob.href = URL.createObjectURL(new Blob(['evil']));
    blob.download = 'evil.sh';
    document.body.append(blob);
    blob.click();
  });
  await expect.poll(() => app.log('main').split('a download was refused').length - 1).toBe(2);
});
