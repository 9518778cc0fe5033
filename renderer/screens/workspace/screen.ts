import { prepareWorkspaces } from '../../data/workspace';
import type { Screen } from '../../parts/screen';
import { OpenFolderIcon } from '../../ui/icons';

export const workspaceScreen: Screen = {
  id: 'workspace',
  title: 'workspace.title',
  icon: OpenFolderIcon,
  keywords: 'workspace.keywords',
  keys: 'g w',
  place: 'model',
  prepare: prepareWorkspaces,
  view: async () => ({ View: (await import('./workspace')).Workspace }),
};
