import type { Screen } from '../../parts/screen';
import { GalleryIcon } from '../../ui/icons';

/** Every part in all its states. In development only: it is for those who build screens. */
export const galleryScreen: Screen = {
  id: 'gallery',
  title: 'gallery.title',
  icon: GalleryIcon,
  keywords: 'gallery.keywords',
  keys: 'g u',
  place: 'bottom',
  view: async () => ({ View: (await import('./gallery')).Gallery }),
};
