import { EntityKey } from './entity';

/** The scheme that the operating system hands to us. */
export const LINK_SCHEME = 'pilothouse';
const LINK_MAX = 2_000;

/** `pilothouse://delivery/<connection>/<id>`: an address of an entity that can be kept in a ticket or a chat. */
export function formatEntityLink({ kind, connection, id }: EntityKey): string {
  return `${LINK_SCHEME}://${kind}/${connection}/${encodeURIComponent(id)}`;
}

/** Reads a link from outside. Anything that is not exactly an entity's address is null: a link navigates, and does no more. */
export function parseEntityLink(link: string): EntityKey | null {
  if (link.length > LINK_MAX) return null;
  const match = /^pilothouse:\/\/([a-z-]+)\/([a-z0-9-]+)\/([^/?#]+)\/?$/.exec(link);
  if (!match) return null;
  const [, kind, connection, encoded = ''] = match;
  try {
    const key = EntityKey.safeParse({ kind, connection, id: decodeURIComponent(encoded) });
    return key.success ? key.data : null;
  } catch {
    return null; // a broken percent escape
  }
}
