import type { KubeUser } from '../kubeconfig/kubeconfig-schema';

export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** Control characters would end the header, and let the rest of a value become another one. */
const FORBIDDEN = /(?!\t)\p{Cc}/u;
export function isHeaderValue(value: string): boolean {
  return !FORBIDDEN.test(value);
}

export function bearerHeader(token: string): Headers {
  return { authorization: `Bearer ${onWire(token)}` };
}

export function basicHeader(username: string, password: string): Headers {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}` };
}

/** The headers by which a request is made as someone else; none when `as` is empty. */
export function impersonationHeaders(user: KubeUser): Headers {
  if (user.as === '') return {};
  const headers: Record<string, string | readonly string[]> = { 'impersonate-user': onWire(user.as) };
  if (user['as-uid'] !== '') headers['impersonate-uid'] = onWire(user['as-uid']);
  if (user['as-groups'].length > 0) headers['impersonate-group'] = user['as-groups'].map(onWire);
  for (const [key, values] of Object.entries(user['as-user-extra'])) {
    if (values.length > 0) headers[`impersonate-extra-${escapeKey(key)}`] = values.map(onWire);
  }
  return headers;
}

/** Node writes headers in Latin-1; the server reads UTF-8. */
function onWire(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}

/** As client-go escapes it: what no header name may hold, and the percent sign itself. */
function escapeKey(key: string): string {
  return [...Buffer.from(key, 'utf8')]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9!#$&'*+.^_`|~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
