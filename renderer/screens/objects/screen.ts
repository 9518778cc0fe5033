import type { Screen } from '../../parts/screen';
import { OpenFolderIcon } from '../../ui/icons';

export const objectsScreen: Screen = {
  id: 'objects',
  title: 'objects.title',
  icon: OpenFolderIcon,
  keywords: 'objects.keywords',
  keys: 'g o',
  place: { within: 'connections' },
  view: async () => ({ View: (await import('./objects')).ObjectStores }),
};
