import { Menu } from 'electron';
import type { ShellCommand } from '../../shared/api/shell';
import { menuTable, menuTemplate } from './menu-table';
import type { ShellState } from './shell-state';
import type { ShellWindow } from './shell-window';
import type { Windows } from './windows';
import { nextZoom } from './window-state';

/** Makes the native menus in the language of now. They act on the window in front. */
export function setMenu({ facts, words }: ShellState, windows: Windows, command: (command: ShellCommand, from: ShellWindow) => Promise<void>): void {
  const { platform, development } = facts();
  const template = menuTemplate(menuTable(platform, development), words(), (act) => {
    const front = windows.front();
    const window = front.current();
    if ('shell' in act) void command(act.shell, front);
    else if ('page' in act) front.events.send({ type: 'menu', command: act.page });
    else if (window) front.memory.setZoom(window, nextZoom(front.memory.current().zoomLevel, act.zoom));
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
