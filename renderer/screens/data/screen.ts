import { prepareWorkspaces } from '../../data/workspace';
import type { Screen } from '../../parts/screen';
import { DataIcon } from '../../ui/icons';

export const dataScreen: Screen = {
  id: 'data',
  title: 'data.title',
  icon: DataIcon,
  keywords: 'data.keywords',
  keys: 'g b',
  place: 'model',
  prepare: prepareWorkspaces,
  view: async () => ({ View: (await import('./data')).Data }),
};
