/** The frame: navigation, palette, menus, notices. */
export const shellEn = {
  'shell.name': 'Pilothouse',
} as const;
