import type { Connections } from '../connections/connections';
import type { Session } from '../connectors/contract';

/**
 * Runs work on the session of a connection, and anew on the next one: a connection that is switched off closes its session, and has
 * another when it is on again. @returns how to stop. @throws AppError where the first session cannot be had.
 */
export function onSession(connections: Connections, id: string, work: (session: Session, signal: AbortSignal) => void): () => void {
  let current: { readonly session: Session; readonly abort: AbortController } | null = null;
  const end = () => {
    current?.abort.abort();
    current = null;
  };
  const begin = (session: Session) => {
    current = { session, abort: new AbortController() };
    work(session, current.abort.signal);
  };
  const look = () => {
    if (!connections.list().some((each) => each.id === id && each.enabled)) return end();
    const session = connections.get(id).session();
    if (session === current?.session) return;
    end();
    begin(session);
  };
  begin(connections.get(id).session());
  const forget = connections.listen(look);
  return () => {
    forget();
    end();
  };
}
