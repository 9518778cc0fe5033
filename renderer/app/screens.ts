import { bridge } from '../data/bridge';
import type { Screen } from '../parts/screen';
import { aboutScreen } from '../screens/about/screen';
import { connectionsScreen } from '../screens/connections/screen';
import { deliveriesScreen } from '../screens/deliveries/screen';
import { galleryScreen } from '../screens/gallery/screen';
import { settingsScreen } from '../screens/settings/screen';

/** Every screen, one line each, in the order of the navigation. The first one is where the app starts. */
export const SCREENS: readonly Screen[] = [
  deliveriesScreen,
  connectionsScreen,
  settingsScreen,
  aboutScreen,
  ...(bridge.facts.development ? [galleryScreen] : []),
];
