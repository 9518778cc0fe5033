import { prepareWorkspaces } from '../../data/workspace';
import type { Screen } from '../../parts/screen';
import { ModelsIcon } from '../../ui/icons';

export const modelsScreen: Screen = {
  id: 'models',
  title: 'models.title',
  icon: ModelsIcon,
  keywords: 'models.keywords',
  keys: 'g m',
  place: 'model',
  prepare: prepareWorkspaces,
  view: async () => ({ View: (await import('./models')).Models }),
};
