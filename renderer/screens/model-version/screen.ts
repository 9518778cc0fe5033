import { MODEL_VERSION_ROUTE } from '../../data/workspace-address';
import { prepareWorkspaces } from '../../data/workspace';
import type { Screen } from '../../parts/screen';
import { ModelsIcon } from '../../ui/icons';

/** One version of a model: its bytes and whether they are whole, what goes in and out, what it was made of. */
export const modelVersionScreen: Screen = {
  id: 'model-version',
  title: 'models.model-version',
  icon: ModelsIcon,
  keywords: 'models.keywords',
  keys: null,
  place: { within: 'models' },
  path: MODEL_VERSION_ROUTE,
  prepare: prepareWorkspaces,
  view: async () => ({ View: (await import('./model-version')).ModelVersionPage }),
};
