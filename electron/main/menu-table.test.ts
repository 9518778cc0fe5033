import { describe, expect, test } from 'vitest';
import { MENU_COMMANDS } from '../../shared/api/shell';
import { LOCALES } from '../../shared/models/preferences';
import { type MenuAct, menuTable, menuTemplate } from './menu-table';
import { shellWords } from './shell-words';

const platforms = ['linux', 'darwin', 'win32'] as const;
const itemsOf = (platform: (typeof platforms)[number], development = false) =>
  menuTable(platform, development).flatMap(({ items }) => items.filter((item) => item !== 'line'));

describe.each(platforms)('the menus of %s', (platform) => {
  test('reach everything that a menu can ask of the page, and the logs', () => {
    const acts = itemsOf(platform).map(({ act }) => act);
    for (const command of MENU_COMMANDS) expect(acts).toContainEqual({ page: command });
    expect(acts).toContainEqual({ shell: 'open-logs' });
    expect(acts).toContainEqual({ role: 'quit' });
  });

  test('give each key once', () => {
    const keys = itemsOf(platform).flatMap(({ key }) => (key === undefined ? [] : [key]));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('offer developer tools only while developing', () => {
    const tools: MenuAct = { role: 'toggleDevTools' };
    expect(itemsOf(platform).map(({ act }) => act)).not.toContainEqual(tools);
    expect(itemsOf(platform, true).map(({ act }) => act)).toContainEqual(tools);
  });

  test.each(LOCALES)('have a word for every item in %s, and act when clicked', (locale) => {
    const done: unknown[] = [];
    const template = menuTemplate(menuTable(platform, true), shellWords(locale), (what) => done.push(what));
    const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    for (const { type, label } of items) expect(type === 'separator' || (label !== undefined && label !== '')).toBe(true);
    items.find(({ id }) => id === 'menu.open-logs')?.click?.({} as never, undefined, {} as never);
    expect(done).toEqual([{ shell: 'open-logs' }]);
  });
});
