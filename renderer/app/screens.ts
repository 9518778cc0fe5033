import { bridge } from '../data/bridge';
import type { Screen } from '../parts/screen';
import { aboutScreen } from '../screens/about/screen';
import { attentionScreen } from '../screens/attention/screen';
import { compareRunsScreen } from '../screens/compare-runs/screen';
import { connectionsScreen } from '../screens/connections/screen';
import { dataScreen } from '../screens/data/screen';
import { datasetScreen } from '../screens/dataset/screen';
import { deliveriesScreen } from '../screens/deliveries/screen';
import { deliveryScreen } from '../screens/delivery/screen';
import { driftScreen, monitorScreen } from '../screens/drift/screen';
import { galleryScreen } from '../screens/gallery/screen';
import { ledgerScreen } from '../screens/ledger/screen';
import { lineageScreen } from '../screens/lineage/screen';
import { modelScreen } from '../screens/model/screen';
import { modelVersionScreen } from '../screens/model-version/screen';
import { modelsScreen } from '../screens/models/screen';
import { objectsScreen } from '../screens/objects/screen';
import { runScreen } from '../screens/run/screen';
import { runsScreen } from '../screens/runs/screen';
import { serviceScreen } from '../screens/service/screen';
import { servicesScreen } from '../screens/services/screen';
import { settingsScreen } from '../screens/settings/screen';
import { workspaceScreen } from '../screens/workspace/screen';

/** Every screen, one line each, in the order of the navigation. The first one is where the app starts. */
export const SCREENS: readonly Screen[] = [
  attentionScreen,
  deliveriesScreen,
  deliveryScreen,
  workspaceScreen,
  servicesScreen,
  serviceScreen,
  modelsScreen,
  modelScreen,
  modelVersionScreen,
  runsScreen,
  runScreen,
  compareRunsScreen,
  dataScreen,
  datasetScreen,
  lineageScreen,
  driftScreen,
  monitorScreen,
  ledgerScreen,
  connectionsScreen,
  objectsScreen,
  settingsScreen,
  aboutScreen,
  ...(bridge.facts.development ? [galleryScreen] : []),
];

/** The screen at a path. */
export const screenAt = (path: string): Screen | undefined => SCREENS.find((screen) => fits(routeOf(screen), path));

const routeOf = ({ id, path }: Screen) => path ?? `/${id}`;
function fits(route: string, path: string): boolean {
  const [asked, given] = [route.split('/'), path.split('/')];
  return asked.length === given.length && asked.every((part, index) => part.startsWith('$') || part === given[index]);
}
