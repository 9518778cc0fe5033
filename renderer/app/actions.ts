import { useMemo } from 'react';
import { LOCALES, type Preferences, THEMES } from '../../shared/models/preferences';
import { bridge } from '../data/bridge';
import { setPreferences, usePreferences } from '../data/preferences';
import { useOpenConnection } from '../data/workspace';
import { type Action, useRegisteredActions } from '../parts/actions';
import { notify } from '../parts/notices';
import { AddIcon, BackIcon, CopyIcon, KeyboardIcon, OnwardIcon, OpenFolderIcon, OwnWindowIcon, PaletteIcon, ReloadIcon, ResumeIcon } from '../ui/icons';
import { useWords } from '../ui/use-words';
import { toggleNavigation } from './navigation-width';
import { showOverlay } from './overlay';
import { SCREENS } from './screens';
import { type Go, useGo } from './use-go';

const menuOf = (id: string) => (id === 'settings' || id === 'about' || id === 'attention' ? ({ menu: id } as const) : {});

const goActions = (go: Go): Action[] => [
  ...SCREENS.flatMap(({ id, title, keywords, icon, keys }): Action[] =>
    keys === null ? [] : [{ id: `go.${id}`, word: title, keywords, icon, keys, group: 'go', ...menuOf(id), run: () => go.toScreen(id) }],
  ),
  {
    id: 'go.back',
    word: 'shell.action.back',
    keywords: 'shell.action.history.keywords',
    icon: BackIcon,
    keys: 'alt+left',
    group: 'go',
    menu: 'back',
    run: go.back,
  },
  {
    id: 'go.forward',
    word: 'shell.action.forward',
    keywords: 'shell.action.history.keywords',
    icon: OnwardIcon,
    keys: 'alt+right',
    group: 'go',
    menu: 'forward',
    run: go.forward,
  },
];

async function copyDiagnostics(): Promise<void> {
  await bridge.command('copy-diagnostics');
  notify({ tone: 'ok', word: 'shell.diagnostics.copied' });
}

const windowActions: readonly Action[] = [
  {
    id: 'window.palette',
    word: 'shell.action.palette',
    keywords: 'shell.action.palette.keywords',
    icon: PaletteIcon,
    keys: 'mod+K',
    group: 'window',
    menu: 'palette',
    run: () => showOverlay('palette'),
  },
  {
    id: 'window.shortcuts',
    word: 'shell.action.shortcuts',
    keywords: 'shell.action.shortcuts.keywords',
    icon: KeyboardIcon,
    keys: '?',
    group: 'window',
    menu: 'shortcuts',
    run: () => showOverlay('shortcuts'),
  },
  {
    id: 'window.navigation',
    word: 'shell.action.navigation',
    keywords: 'shell.action.navigation.keywords',
    keys: 'mod+B',
    group: 'window',
    run: toggleNavigation,
  },
  {
    id: 'window.own',
    word: 'shell.action.own-window',
    keywords: 'shell.action.own-window.keywords',
    icon: OwnWindowIcon,
    keys: 'mod+shift+N',
    group: 'window',
    menu: 'own-window',
    run: () => bridge.openWindow(location.hash),
  },
  {
    id: 'window.add-kubeconfig',
    word: 'shell.action.add-kubeconfig',
    keywords: 'shell.action.add-kubeconfig.keywords',
    icon: AddIcon,
    group: 'window',
    run: () => void bridge.command('add-kubeconfig'),
  },
  {
    id: 'window.logs',
    word: 'shell.action.logs',
    keywords: 'shell.action.logs.keywords',
    icon: OpenFolderIcon,
    group: 'window',
    run: () => void bridge.command('open-logs'),
  },
  {
    id: 'window.diagnostics',
    word: 'shell.action.diagnostics',
    keywords: 'shell.action.diagnostics.keywords',
    icon: CopyIcon,
    group: 'window',
    run: () => void copyDiagnostics(),
  },
  {
    id: 'window.reload',
    word: 'shell.action.reload',
    keywords: 'shell.action.reload.keywords',
    icon: ReloadIcon,
    group: 'window',
    run: () => void bridge.command('reload'),
  },
];

/** How each language calls itself. */
export const LANGUAGES = { en: 'English', ar: 'العربية' } as const;

function preferenceActions({ theme, locale, density }: Preferences, themeName: (theme: Preferences['theme']) => string): Action[] {
  return [
    ...THEMES.filter((each) => each !== theme).map(
      (each): Action => ({
        id: `theme.${each}`,
        word: 'shell.action.theme',
        values: { theme: themeName(each) },
        keywords: 'shell.action.theme.keywords',
        group: 'window',
        run: () => void setPreferences({ theme: each }),
      }),
    ),
    ...LOCALES.filter((each) => each !== locale).map(
      (each): Action => ({
        id: `locale.${each}`,
        word: 'shell.action.locale',
        values: { language: LANGUAGES[each] },
        keywords: 'shell.action.locale.keywords',
        group: 'window',
        run: () => void setPreferences({ locale: each }),
      }),
    ),
    {
      id: 'density',
      word: 'shell.action.density',
      keywords: 'shell.action.density.keywords',
      group: 'window',
      run: () => void setPreferences({ density: density === 'compact' ? 'comfortable' : 'compact' }),
    },
  ];
}

async function openFolder(): Promise<void> {
  const { failure } = await bridge.pickWorkspace();
  if (failure) notify({ tone: 'bad', word: 'workspace.open-failed', failure });
}

/** What is begun from anywhere; a screen that has it as its own brings its keys along. */
function workspaceActions(go: Go, open: boolean): readonly Action[] {
  const inOpen: readonly Action[] = [
    { id: 'runs.start', word: 'runs.start', keywords: 'runs.keywords', icon: ResumeIcon, group: 'workspace', run: () => go.toScreen('runs', { start: 'new' }) },
    {
      id: 'data.register',
      word: 'data.register',
      keywords: 'data.keywords',
      icon: AddIcon,
      group: 'workspace',
      run: () => go.toScreen('data', { add: 'yes' }),
    },
  ];
  return [
    ...(open ? inOpen : []),
    {
      id: 'workspace.open-folder',
      word: 'workspace.open-folder',
      keywords: 'workspace.keywords',
      icon: OpenFolderIcon,
      group: 'workspace',
      run: () => void openFolder(),
    },
    {
      id: 'connections.add',
      word: 'connections.add',
      keywords: 'connections.add.keywords',
      icon: AddIcon,
      group: 'window',
      run: () => go.toScreen('connections', { add: 'yes' }),
    },
  ];
}

/** Every action that there is now, the screen's own first. */
export function useActions(): readonly Action[] {
  const go = useGo();
  const open = useOpenConnection() !== null;
  const say = useWords();
  const preferences = usePreferences();
  const ofScreen = useRegisteredActions();
  return useMemo(
    () => [
      ...ofScreen,
      ...goActions(go),
      ...workspaceActions(go, open).filter(({ id }) => !ofScreen.some((own) => own.id === id)),
      ...windowActions,
      ...preferenceActions(preferences, (theme) => say(`settings.theme.${theme}`)),
    ],
    [ofScreen, go, open, preferences, say],
  );
}
