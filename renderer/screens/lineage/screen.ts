import { prepareWorkspaces } from '../../data/workspace';
import type { Screen } from '../../parts/screen';
import { LineageIcon } from '../../ui/icons';

export const lineageScreen: Screen = {
  id: 'lineage',
  title: 'lineage.title',
  icon: LineageIcon,
  keywords: 'lineage.keywords',
  keys: 'g n',
  place: 'model',
  prepare: prepareWorkspaces,
  view: async () => ({ View: (await import('./lineage')).Lineage }),
};
