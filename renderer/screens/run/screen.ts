import { RUN_ROUTE } from '../../data/workspace-address';
import { prepareWorkspaces } from '../../data/workspace';
import type { Screen } from '../../parts/screen';
import { TrainingIcon } from '../../ui/icons';

/** One run: how far it is, what it measures, what it says, what it was made of. */
export const runScreen: Screen = {
  id: 'run',
  title: 'runs.run',
  icon: TrainingIcon,
  keywords: 'runs.keywords',
  keys: null,
  place: { within: 'runs' },
  path: RUN_ROUTE,
  prepare: prepareWorkspaces,
  view: async () => ({ View: (await import('./run')).RunPage }),
};
