import { expect, test } from '../app';

test('no script runs but those of the bundle', async ({ app }) => {
  const ran = await app.page.evaluate(async () => {
    const hits: string[] = [];
    Object.assign(window, { hit: (name: string) => hits.push(name) });
    const blob = (text: string) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    const script = (attributes: Record<string, string>, text = '') => {
      const element = document.createElement('script');
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.textContent = text;
      document.head.append(element);
    };
    script({}, 'hit("inline")');
    script({ type: 'module' }, 'hit("module")');
    const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? document.querySelector('style')?.nonce ?? '';
    script({ nonce }, 'hit("with the nonce of styles")');
    script({ src: 'data:text/javascript,hit("data")' });
    script({ src: blob('hit("blob")') });
    script({ type: 'importmap' }, '{"imports":{"x":"data:text/javascript,hit(\\"map\\")"}}');
    document.body.insertAdjacentHTML(
      'beforeend',
      '<img src="data:," onerror="hit(\'handler\')"><svg onload="hit(\'svg\')"></svg><a id="evil" href="javascript:hit(\'link\')">x</a>',
    );
    document.querySelector<HTMLElement>('#evil')?.click();
    document.body.setAttribute('onclick', 'hit("attribute")');
    document.body.click();
    // From a timer: what is evaluated from here directly has the debugger's rights.
    await new Promise((resolve) =>
      setTimeout(() => {
        const tries: (() => unknown)[] = [
          // oxlint-disable-next-line no-eval -- this is the attack
          () => (0, eval)('hit("eval")'),
          () => new Function('hit("Function")')(),
          () => setTimeout('hit("timer")' as unknown as () => void),
          () => (async () => undefined).constructor('hit("async Function")')(),
          () => new Worker(blob('postMessage(1)')).addEventListener('message', () => hits.push('worker')),
          () => new Worker('data:text/javascript,postMessage(1)').addEventListener('message', () => hits.push('data worker')),
          () => import(/* @vite-ignore */ blob('hit("import")')),
          () => import(/* @vite-ignore */ `data:text/javascript,hit("import data")${''}`),
          () => navigator.serviceWorker.register('/sw.js').then(() => hits.push('service worker')),
          () => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => hits.push('wasm')),
        ];
        for (const attempt of tries) {
          try {
            Promise.resolve(attempt()).catch(() => undefined);
          } catch {
            // refused
          }
        }
        setTimeout(resolve, 400);
      }),
    );
    return hits;
  });
  expect(ran).toEqual([]);
});

test('a style without the nonce of this load has no effect, and each load has another nonce', async ({ app }) => {
  const { page } = app;
  const nonceNow = () => page.evaluate(async () => /'nonce-([^']+)'/.exec((await fetch(location.pathname)).headers.get('content-security-policy') ?? '')?.[1]);
  const first = await nonceNow();
  expect(first).toMatch(/^[\w+/]{24}$/);
  expect(await nonceNow()).not.toBe(first);
  const colour = await page.evaluate(() => {
    document.head.insertAdjacentHTML('beforeend', '<style>body{outline-color:rgb(1,2,3)}</style>');
    return getComputedStyle(document.body).outlineColor;
  });
  expect(colour).not.toBe('rgb(1, 2, 3)');
});

test('the page cannot be framed, and its policy is the strict one', async ({ app }) => {
  const headers = await app.page.evaluate(async () => Object.fromEntries((await fetch('/')).headers));
  const policy = (headers['content-security-policy'] ?? '').replace(/ 'nonce-[^']+'/, '');
  expect(policy).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-type': 'text/html; charset=utf-8' });
});
