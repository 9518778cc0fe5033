import { randomBytes } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { extname, sep } from 'node:path';
import { protocol, type ProtocolResponse, type Session } from 'electron';
import { APP_SCHEME, resolveBundlePath } from './bundle-path';
import type { Log } from './logs';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};
/** Stands in our pages where the nonce of each load goes. */
const NONCE_PLACE = '__NONCE__';

/** A page that the shell makes itself, for when the bundle's own cannot run. */
export type ShellPage = (path: string) => { readonly type: '.html' | '.js'; readonly text: string } | null;

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
}

/**
 * Serves the files of the bundle, and nothing outside of it, under a strict policy.
 * With `protocol.handle` every start would first load Node's whole fetch, for 50 ms in which no window can come.
 */
export function serveBundle(session: Session, folder: string, shellPage: ShellPage, log: Log): void {
  const read = (url: string): ProtocolResponse => {
    const path = resolveBundlePath(url, folder);
    if (path === null) {
      log.warn('an address outside of the bundle was refused', { url: url.slice(0, 200) });
      return refuse(403);
    }
    const made = shellPage(new URL(url).pathname);
    if (made) return respond(Buffer.from(made.text), made.type);
    try {
      // A symbolic link inside the bundle could lead out of it. Read at once: to wait for a small file takes longer than to read it.
      const real = realpathSync(path);
      if (!real.startsWith(realpathSync(folder) + sep)) return refuse(403);
      return respond(readFileSync(real), extname(path));
    } catch {
      return refuse(404);
    }
  };
  session.protocol.registerBufferProtocol(APP_SCHEME, ({ url, method }, answer) => answer(method === 'GET' || method === 'HEAD' ? read(url) : refuse(405)));
}

function respond(body: Buffer, extension: string): ProtocolResponse {
  const nonce = randomBytes(18).toString('base64');
  const data = extension === '.html' ? Buffer.from(body.toString().replaceAll(NONCE_PLACE, nonce)) : body;
  return { data, headers: headers(TYPES[extension] ?? 'application/octet-stream', nonce) };
}

const refuse = (statusCode: number): ProtocolResponse => ({ statusCode, data: Buffer.alloc(0), headers: headers('text/plain') });

/**
 * On every answer: a policy that only pages carry would be missing where a file is opened as a page.
 * No opener policy: nothing opens our page and it opens nothing (navigation.ts), and for its sake Chromium starts a second process of the page.
 */
const headers = (type: string, nonce?: string): Record<string, string> => ({
  'content-type': type,
  'content-security-policy': policy(nonce),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
});

const policy = (nonce?: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce ? ` 'nonce-${nonce}'` : ''}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
