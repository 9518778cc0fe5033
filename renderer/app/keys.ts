/** The part of a KeyboardEvent that tells what was pressed. */
export type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** A pause after which a begun sequence is forgotten. */
export const SEQUENCE_MS = 1_200;

const NAMES: Readonly<Record<string, string>> = { arrowleft: 'left', arrowright: 'right', arrowup: 'up', arrowdown: 'down', ' ': 'space' };
const BY_PLACE: Readonly<Record<string, string>> = { Slash: '/', Comma: ',', Period: '.', Minus: '-', Equal: '=', BracketLeft: '[', BracketRight: ']' };

/**
 * One press as text: `mod+k`, `?`, `alt+left`. A key that types no Latin letter (an Arabic layout, say) is taken by its
 * place on the keyboard, so that shortcuts stay where they are printed.
 */
export function pressName(press: Press, mac: boolean): string {
  const parts: string[] = [];
  if (mac ? press.metaKey : press.ctrlKey) parts.push('mod');
  if (mac && press.ctrlKey) parts.push('ctrl');
  if (press.altKey) parts.push('alt');
  const key = keyName(press);
  // Shift makes another sign of most keys; only where it does not, it is said.
  if (press.shiftKey && (key.length > 1 || /[a-z0-9]/.test(key))) parts.push('shift');
  return [...parts, key].join('+');
}

function keyName({ key, code, shiftKey }: Press): string {
  const lower = key.toLowerCase();
  if (lower.length > 1 || lower === ' ') return NAMES[lower] ?? lower;
  if (lower.charCodeAt(0) < 128) return lower;
  if (code.startsWith('Key')) return code.slice(3).toLowerCase();
  if (code.startsWith('Digit')) return code.slice(5);
  if (code === 'Slash' && shiftKey) return '?';
  return BY_PLACE[code] ?? lower;
}

/** What has been pressed so far of a sequence, and what that makes of the next press. */
export class KeySequence {
  #begun = '';
  #at = 0;

  /** @returns which of `all` is complete now; 'begun' where more has to follow; null where it is none. */
  press(name: string, at: number, all: readonly string[]): string | 'begun' | null {
    const before = at - this.#at < SEQUENCE_MS ? this.#begun : '';
    this.#at = at;
    for (const tried of before ? [`${before} ${name}`, name] : [name]) {
      const whole = all.find((keys) => keys.toLowerCase() === tried);
      if (whole !== undefined) {
        this.#begun = '';
        return whole;
      }
      if (all.some((keys) => keys.toLowerCase().startsWith(`${tried} `))) {
        this.#begun = tried;
        return 'begun';
      }
    }
    this.#begun = '';
    return null;
  }
}
