import type { Screen } from '../../parts/screen';
import { AboutIcon } from '../../ui/icons';

export const aboutScreen: Screen = {
  id: 'about',
  title: 'about.title',
  icon: AboutIcon,
  keywords: 'about.keywords',
  keys: 'g i',
  place: 'bottom',
  view: async () => ({ View: (await import('./about')).About }),
};
