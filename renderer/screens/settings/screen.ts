import type { Screen } from '../../parts/screen';
import { SettingsIcon } from '../../ui/icons';

export const settingsScreen: Screen = {
  id: 'settings',
  title: 'settings.title',
  icon: SettingsIcon,
  keywords: 'settings.keywords',
  keys: 'g s',
  place: 'bottom',
  view: async () => ({ View: (await import('./settings')).Settings }),
};
