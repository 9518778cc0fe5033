import type { Locale } from '../../shared/models/preferences';
import type { ShellPage } from './protocol';
import type { ShellWords } from './shell-words';

/** Why the bundle's page is not shown: it crashed too often, or its files are not there. */
export type StopReason = 'crashed' | 'absent';

/** Where the page of the shell's own is, for when the bundle's crashes again and again or is not there. */
export const STOPPED_PATH = '/shell/stopped.html';
const SCRIPT_PATH = '/shell/stopped.js';

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Needs nothing of the bundle: what it shows stands here. */
export function createStoppedPage(words: () => ShellWords, locale: () => Locale, dark: () => boolean, why: () => StopReason): ShellPage {
  return (path) => {
    if (path === SCRIPT_PATH) return { type: '.js', text: SCRIPT };
    return path === STOPPED_PATH ? { type: '.html', text: html(words(), locale(), dark(), why()) } : null;
  };
}

const html = (words: ShellWords, locale: Locale, dark: boolean, why: StopReason) => `<!doctype html>
<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">
  <head>
    <meta charset="utf-8" />
    <title>Pilothouse</title>
    <style nonce="__NONCE__">
      :root { color-scheme: ${dark ? 'dark' : 'light'}; background: Canvas; color: CanvasText }
      body { font: 15px/1.5 system-ui, sans-serif; display: grid; place-content: center; min-height: 90vh; max-width: 34em; margin: 0 auto; padding: 0 1em }
      button { font: inherit; padding: 0.4em 1em; margin-inline-end: 0.6em }
      h1 { font-size: 1.3em }
    </style>
    <script src="${SCRIPT_PATH}" defer></script>
  </head>
  <body>
    <main>
      <h1>${escapeHtml(words['stopped.title'])}</h1>
      <p>${escapeHtml(why === 'absent' ? words['stopped.absent'] : words['stopped.text'])}</p>
      <button data-command="reload" autofocus>${escapeHtml(words['stopped.reload'])}</button><button data-command="open-logs">${escapeHtml(words['stopped.logs'])}</button>
    </main>
  </body>
</html>
`;

const SCRIPT = `for (const button of document.querySelectorAll('button')) button.addEventListener('click', () => window.bridge.command(button.dataset.command));
`;
