/** What `Authorization` brings: a Bearer token, or by Basic the token as the password (or as the name, with none). Null: nothing of the kind. */
export function bearerToken(authorization: string | undefined): string | null {
  const [scheme = '', sent = ''] = (authorization ?? '').split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return sent;
  if (scheme.toLowerCase() !== 'basic') return null;
  const decoded = Buffer.from(sent, 'base64').toString();
  const colon = decoded.indexOf(':');
  return decoded.slice(colon + 1) || decoded.slice(0, Math.max(0, colon));
}
