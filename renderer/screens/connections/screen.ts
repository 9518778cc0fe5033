import type { Screen } from '../../parts/screen';
import { ConnectionsIcon } from '../../ui/icons';

export const connectionsScreen: Screen = {
  id: 'connections',
  title: 'connections.title',
  icon: ConnectionsIcon,
  keywords: 'connections.keywords',
  keys: 'g c',
  place: 'record',
  view: async () => ({ View: (await import('./connections')).Connections }),
};
