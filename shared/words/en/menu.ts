/** Native menus and the dialogs of the shell. */
export const menuEn = {} as const;
