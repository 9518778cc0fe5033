export type ServerAddress = { readonly url: URL; readonly basic: { readonly username: string; readonly password: string } | null };

/**
 * Reads `server` as client-go does: a URL, or `host:port`, which is plain http. A path is a prefix for all requests; query
 * and fragment are dropped; a user name and password in it become basic sign-in. Null when it is neither.
 */
export function parseServerAddress(server: string): ServerAddress | null {
  const text = server.trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const whole = hasScheme ? text : `http://${text}`;
  if (text === '' || !URL.canParse(whole)) return null;
  const url = new URL(whole);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') return null;
  if (!hasScheme && url.pathname !== '/') return null;
  const basic = url.username === '' && url.password === '' ? null : { username: decodePart(url.username), password: decodePart(url.password) };
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  return { url, basic };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
