import { prepareWorkspaces } from '../../data/workspace';
import type { Screen } from '../../parts/screen';
import { ServicesIcon } from '../../ui/icons';

export const servicesScreen: Screen = {
  id: 'services',
  title: 'services.title',
  icon: ServicesIcon,
  keywords: 'services.keywords',
  keys: 'g v',
  place: 'model',
  prepare: prepareWorkspaces,
  view: async () => ({ View: (await import('./services')).Services }),
};
