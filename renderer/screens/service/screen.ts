import { prepareWorkspaces } from '../../data/workspace';
import { SERVICE_ROUTE } from '../../data/workspace-address';
import type { Screen } from '../../parts/screen';
import { ServicesIcon } from '../../ui/icons';

/** One service: what answers, with what share, how well; how to call it, and a form that does. */
export const serviceScreen: Screen = {
  id: 'service',
  title: 'services.service',
  icon: ServicesIcon,
  keywords: 'services.keywords',
  keys: null,
  place: { within: 'services' },
  path: SERVICE_ROUTE,
  prepare: prepareWorkspaces,
  view: async () => ({ View: (await import('./service')).ServicePage }),
};
