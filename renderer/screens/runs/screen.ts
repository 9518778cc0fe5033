import { prepareWorkspaces } from '../../data/workspace';
import type { Screen } from '../../parts/screen';
import { TrainingIcon } from '../../ui/icons';

export const runsScreen: Screen = {
  id: 'runs',
  title: 'runs.title',
  icon: TrainingIcon,
  keywords: 'runs.keywords',
  keys: 'g t',
  place: 'model',
  prepare: prepareWorkspaces,
  view: async () => ({ View: (await import('./runs')).Runs }),
};
