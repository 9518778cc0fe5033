import type { Connection, ConnectionOptions } from '../../../shared/models/connection';
import type { Supervised } from './supervised';
import { WorkspaceSession } from './workspace-session';
import type { Workspaces } from './workspaces';

const UNSAID: Omit<ConnectionOptions, 'name'> = {
  labels: { environment: '', site: '', region: '' },
  colour: 'teal',
  production: false,
  readOnly: false,
  namespaces: null,
  enabled: true,
};
const NAME_MAX = 80;

/** Whoever holds connections: takes a place in until it is let go. */
type Embed = (
  place: Pick<Connection, 'id' | 'target'> & { readonly system: 'local'; readonly options: ConnectionOptions },
  open: () => WorkspaceSession,
) => () => void;

/** Offers the open workspace as a connection for as long as it is open. @returns how to end that */
export function offerConnection(workspaces: Workspaces, embed: Embed): () => void {
  let offered: Supervised | null = null;
  let withdraw: (() => void) | undefined;
  const look = () => {
    if (workspaces.current === offered) return;
    withdraw?.();
    withdraw = undefined;
    offered = workspaces.current;
    if (!offered) return;
    const session = new WorkspaceSession(offered);
    const { connection: id, name } = offered.state;
    const options = { ...UNSAID, name: name.trim().slice(0, NAME_MAX) || id };
    withdraw = embed({ id, system: 'local', target: session.target(), options }, () => session);
  };
  look();
  const stop = workspaces.listen(look);
  return () => {
    stop();
    withdraw?.();
  };
}
