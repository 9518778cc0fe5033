import { join, normalize, sep } from 'node:path';

export const APP_SCHEME = 'app';
export const APP_HOST = 'pilothouse';
/** `new URL('app://x').origin` is "null", so it is written out. */
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

/**
 * The file of the bundle that an address of ours names, or null where it names none: another host, a climb out of the folder
 * in any encoding, a null byte, a backslash, a drive or a stream of Windows.
 * Symbolic links are for the caller to resolve: this is arithmetic alone.
 */
export function resolveBundlePath(address: string, folder: string): string | null {
  let url: URL;
  let path: string;
  try {
    url = new URL(address);
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (url.protocol !== `${APP_SCHEME}:` || url.host !== APP_HOST || url.username || url.password) return null;
  // What is still encoded after one decoding was encoded twice; no file of ours needs any of these characters.
  if (/[\p{Cc}\\:%]/u.test(path)) return null;
  if (path.split('/').includes('..')) return null;
  const file = normalize(join(folder, path === '/' ? 'index.html' : path));
  return file.startsWith(folder + sep) ? file : null;
}

/** Whether an address belongs to the origin that our window shows (`app://pilothouse`, or the development server). */
export function isOwnOrigin(address: string, origin: string): boolean {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  const own = new URL(origin);
  return url.protocol === own.protocol && url.host === own.host && !url.username && !url.password;
}

/** Whether an address is the page itself, whatever its query or route. */
export function isOwnPage(address: string, origin: string): boolean {
  return isOwnOrigin(address, origin) && ['/', '/index.html'].includes(new URL(address).pathname);
}
