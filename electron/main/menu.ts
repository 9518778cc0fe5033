import { Menu } from 'electron';
import type { ShellCommand } from '../../shared/api/shell';
import { menuTable, menuTemplate } from './menu-table';
import type { ShellEvents } from './shell-events';
import type { ShellState } from './shell-state';
import type { ShellWindow } from './shell-window';
import { nextZoom } from './window-state';

/** Makes the native menus in the language of now. */
export function setMenu({ facts, words, memory }: ShellState, page: ShellWindow, events: ShellEvents, command: (command: ShellCommand) => Promise<void>): void {
  const { platform, development } = facts();
  const template = menuTemplate(menuTable(platform, development), words(), (act) => {
    const window = page.current();
    if ('shell' in act) void command(act.shell);
    else if ('page' in act) events.send({ type: 'menu', command: act.page });
    else if (window) memory.setZoom(window, nextZoom(memory.current().zoomLevel, act.zoom));
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
