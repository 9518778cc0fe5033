/** How a command was understood: its words, or where it cannot be. */
export type CommandWords =
  | { readonly words: readonly string[]; readonly fault: null }
  | { readonly words: null; readonly fault: { readonly kind: 'quote' | 'shell'; readonly at: string } };

/** What a shell would take for itself. None reads the command, so that it would be handed over as it stands. */
const OF_A_SHELL = /[|&;<>`$*?()#~!]/;
/** `\` makes these plain; before all else it is a letter, as in paths of Windows. */
const ESCAPED = /[\s"'\\]/;

/**
 * Splits a command into words as a shell does, and does nothing else that a shell does. Words end at spaces and line ends; what is in
 * quotes is one word. Signs of a shell must be in quotes: outside of them they are most likely not meant.
 */
export function commandWords(text: string): CommandWords {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    const next = text.charAt(at + 1);
    if (quote !== '') {
      if (letter === quote) quote = '';
      else if (letter === '\\' && quote === '"' && (next === '"' || next === '\\')) word = `${word ?? ''}${text.charAt(++at)}`;
      else word = `${word ?? ''}${letter}`;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (letter === '\\' && next === '\n') at += 1;
    else if (letter === '\\' && ESCAPED.test(next)) word = `${word ?? ''}${text.charAt(++at)}`;
    else if (/\s/.test(letter)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (OF_A_SHELL.test(letter)) return { words: null, fault: { kind: 'shell', at: letter } };
    else word = `${word ?? ''}${letter}`;
  }
  if (quote !== '') return { words: null, fault: { kind: 'quote', at: quote } };
  if (word !== null) words.push(word);
  return { words, fault: null };
}

const PLAIN = /^[^\s"'\\|&;<>`$*?()#~!]+$/;

/** Words as one line that `commandWords` takes apart again. */
export const commandText = (words: readonly string[]): string =>
  words.map((word) => (PLAIN.test(word) ? word : `"${word.replaceAll(/["\\]/g, (sign) => `\\${sign}`)}"`)).join(' ');
