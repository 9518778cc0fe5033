const MAC: Readonly<Record<string, string>> = { mod: '⌘', alt: '⌥', shift: '⇧', ctrl: '⌃', enter: '↩', backspace: '⌫' };
const OTHER: Readonly<Record<string, string>> = { mod: 'Ctrl', alt: 'Alt', shift: 'Shift', ctrl: 'Ctrl', enter: 'Enter', backspace: 'Backspace' };
const BOTH: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  escape: 'Esc',
  esc: 'Esc',
  space: 'Space',
  tab: 'Tab',
  home: 'Home',
  end: 'End',
  plus: '+',
};

/** What is printed on the keys of a shortcut: `mod+shift+K` is ['Ctrl', 'Shift', 'K'], or ['⌘', '⇧', 'K'] on a Mac. A space separates keys that follow each other. */
export function keyNames(keys: string, mac: boolean): string[] {
  return keys
    .split(/[ +]/)
    .filter(Boolean)
    .map((key) => {
      const name = key.toLowerCase();
      return (mac ? MAC : OTHER)[name] ?? BOTH[name] ?? (key.length === 1 ? key.toUpperCase() : key);
    });
}
