import { COMPARE_ROUTE } from '../../data/workspace-address';
import { prepareWorkspaces } from '../../data/workspace';
import type { Screen } from '../../parts/screen';
import { TrainingIcon } from '../../ui/icons';

/** Several runs side by side. */
export const compareRunsScreen: Screen = {
  id: 'compare-runs',
  title: 'runs.comparison',
  icon: TrainingIcon,
  keywords: 'runs.keywords',
  keys: null,
  place: { within: 'runs' },
  path: COMPARE_ROUTE,
  prepare: prepareWorkspaces,
  view: async () => ({ View: (await import('./compare-runs')).CompareRuns }),
};
