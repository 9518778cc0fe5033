import { randomBytes } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { extname, sep } from 'node:path';
import { protocol, type Session } from 'electron';
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

/** Serves the files of the bundle, and nothing outside of it, under a strict policy. */
export function serveBundle(session: Session, folder: string, shellPage: ShellPage, log: Log): void {
  session.protocol.handle(APP_SCHEME, async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return refuse(405);
    const path = resolveBundlePath(url, folder);
    if (path === null) {
      log.warn('an address outside of the bundle was refused', { url: url.slice(0, 200) });
      return refuse(403);
    }
    const made = shellPage(new URL(url).pathname);
    if (made) return respond(made.text, made.type);
    try {
      // A symbolic link inside the bundle could lead out of it.
      const [real, root] = await Promise.all([realpath(path), realpath(folder)]);
      if (!real.startsWith(root + sep)) return refuse(403);
      return respond(await readFile(real), extname(path));
    } catch {
      return refuse(404);
    }
  });
}

function respond(body: string | Buffer, extension: string): Response {
  const nonce = randomBytes(18).toString('base64');
  const content = extension === '.html' ? body.toString().replaceAll(NONCE_PLACE, nonce) : typeof body === 'string' ? body : new Uint8Array(body);
  return new Response(content, { headers: headers(TYPES[extension] ?? 'application/octet-stream', nonce) });
}

const refuse = (status: number) => new Response(null, { status, headers: headers('text/plain') });

/** On every answer: a policy that only pages carry would be missing where a file is opened as a page. */
const headers = (type: string, nonce?: string): Record<string, string> => ({
  'content-type': type,
  'content-security-policy': policy(nonce),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
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
