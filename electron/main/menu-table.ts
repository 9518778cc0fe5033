import type { MenuItemConstructorOptions } from 'electron';
import type { MENU_COMMANDS, ShellCommand } from '../../shared/api/shell';
import { DELIVERY_ACTION_IDS } from '../../shared/models/action-id';
import type { ShellWordId, ShellWords } from './shell-words';

export type MenuCommand = (typeof MENU_COMMANDS)[number];
export type ZoomStep = 'zoom-in' | 'zoom-out' | 'zoom-reset';
/** What a menu item does: something in the page, in the shell, to the zoom, or what the system knows by a role. */
export type MenuAct =
  | { readonly page: MenuCommand }
  | { readonly shell: ShellCommand }
  | { readonly zoom: ZoomStep }
  | { readonly role: NonNullable<MenuItemConstructorOptions['role']> };
type Item = { readonly label: ShellWordId; readonly key?: string; readonly act: MenuAct };
export type MenuTable = readonly { readonly label: ShellWordId | null; readonly items: readonly (Item | 'line')[] }[];

type Platform = 'linux' | 'darwin' | 'win32';

const item = (label: ShellWordId, act: MenuAct, key?: string): Item => ({ label, act, ...(key !== undefined && { key }) });
const settings = item('menu.settings', { page: 'settings' }, 'CmdOrCtrl+,');
const about = item('menu.about', { page: 'about' });
const addKubeconfig = item('menu.add-kubeconfig', { shell: 'add-kubeconfig' });
const workspaces = [item('menu.open-workspace', { shell: 'open-workspace' }, 'CmdOrCtrl+O'), item('menu.open-sample', { shell: 'open-sample' })] as const;

/** All menus of a platform, in order. On macOS the first one is the app's own, and it names itself. */
export function menuTable(platform: Platform, development: boolean): MenuTable {
  const mac = platform === 'darwin';
  return [
    ...(mac ? [macAppMenu] : []),
    {
      label: 'menu.file',
      items: mac
        ? [...workspaces, 'line', addKubeconfig, 'line', item('menu.close', { role: 'close' })]
        : [...workspaces, 'line', addKubeconfig, 'line', settings, 'line', item('menu.quit', { role: 'quit' }, 'CmdOrCtrl+Q')],
    },
    {
      label: 'menu.edit',
      items: [
        item('menu.undo', { role: 'undo' }),
        item('menu.redo', { role: 'redo' }),
        'line',
        item('menu.cut', { role: 'cut' }),
        item('menu.copy', { role: 'copy' }),
        item('menu.paste', { role: 'paste' }),
        item('menu.select-all', { role: 'selectAll' }),
        'line',
        item('menu.find', { page: 'find' }, 'CmdOrCtrl+F'),
      ],
    },
    {
      label: 'menu.view',
      items: [
        item('menu.palette', { page: 'palette' }, 'CmdOrCtrl+K'),
        'line',
        item('menu.reload', { shell: 'reload' }, 'CmdOrCtrl+R'),
        'line',
        item('menu.zoom-in', { zoom: 'zoom-in' }, 'CmdOrCtrl+Plus'),
        item('menu.zoom-out', { zoom: 'zoom-out' }, 'CmdOrCtrl+-'),
        item('menu.zoom-reset', { zoom: 'zoom-reset' }, 'CmdOrCtrl+0'),
        item('menu.full-screen', { role: 'togglefullscreen' }),
        ...(development ? (['line', item('menu.developer-tools', { role: 'toggleDevTools' })] as const) : []),
      ],
    },
    {
      label: 'menu.go',
      items: [
        item('menu.attention', { page: 'attention' }, 'CmdOrCtrl+Shift+A'),
        'line',
        item('menu.back', { page: 'back' }, mac ? 'Cmd+[' : 'Alt+Left'),
        item('menu.forward', { page: 'forward' }, mac ? 'Cmd+]' : 'Alt+Right'),
      ],
    },
    { label: 'menu.delivery', items: DELIVERY_ACTION_IDS.map((id) => item(`menu.act-${id}`, { page: `act-${id}` })) },
    {
      label: 'menu.window',
      items: [
        item('menu.own-window', { page: 'own-window' }, 'CmdOrCtrl+Shift+N'),
        item('menu.minimise', { role: 'minimize' }),
        ...(mac ? [] : [item('menu.close', { role: 'close' })]),
      ],
    },
    {
      label: 'menu.help',
      items: [
        item('menu.shortcuts', { page: 'shortcuts' }),
        'line',
        item('menu.open-logs', { shell: 'open-logs' }),
        item('menu.copy-diagnostics', { shell: 'copy-diagnostics' }),
        ...(mac ? [] : (['line', about] as const)),
      ],
    },
  ];
}

const macAppMenu: MenuTable[number] = {
  label: null,
  items: [
    about,
    'line',
    settings,
    'line',
    item('menu.hide', { role: 'hide' }),
    item('menu.hide-others', { role: 'hideOthers' }),
    item('menu.show-all', { role: 'unhide' }),
    'line',
    item('menu.quit', { role: 'quit' }),
  ],
};

/** The form that Electron builds menus from. `act` carries out all but roles. */
export function menuTemplate(
  table: MenuTable,
  words: ShellWords,
  act: (what: Exclude<MenuAct, { readonly role: unknown }>) => void,
): MenuItemConstructorOptions[] {
  return table.map(({ label, items }) => ({
    label: label === null ? 'Pilothouse' : words[label],
    submenu: items.map((entry): MenuItemConstructorOptions => {
      if (entry === 'line') return { type: 'separator' };
      const { label: word, key, act: what } = entry;
      const shown = { label: words[word], ...(key !== undefined && { accelerator: key }) };
      return 'role' in what ? { ...shown, role: what.role } : { ...shown, id: word, click: () => act(what) };
    }),
  }));
}
