import { modelEntityAddress } from '../../data/entity-address';
import { MODEL_ROUTE } from '../../data/workspace-address';
import { prepareWorkspaces } from '../../data/workspace';
import type { Screen } from '../../parts/screen';
import { ModelsIcon } from '../../ui/icons';

/** One model: its versions, its aliases, and who moved them when and why. */
export const modelScreen: Screen = {
  id: 'model',
  title: 'models.model',
  icon: ModelsIcon,
  keywords: 'models.keywords',
  keys: null,
  place: { within: 'models' },
  path: MODEL_ROUTE,
  shows: { kind: 'model', address: modelEntityAddress },
  prepare: prepareWorkspaces,
  view: async () => ({ View: (await import('./model')).ModelPage }),
};
