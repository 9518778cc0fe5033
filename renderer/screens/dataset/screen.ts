import { DATASET_ROUTE } from '../../data/workspace-address';
import { prepareWorkspaces } from '../../data/workspace';
import type { Screen } from '../../parts/screen';
import { DataIcon } from '../../ui/icons';

/** One dataset: its versions, what is in them, and whether they keep its rules. */
export const datasetScreen: Screen = {
  id: 'dataset',
  title: 'data.dataset',
  icon: DataIcon,
  keywords: 'data.keywords',
  keys: null,
  place: { within: 'data' },
  path: DATASET_ROUTE,
  prepare: prepareWorkspaces,
  view: async () => ({ View: (await import('./dataset')).DatasetPage }),
};
