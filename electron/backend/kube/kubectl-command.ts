const SAFE = /^[\w@%+=:,./-]+$/;
/** Longer than this, nobody pastes it; a part of a command is no command. */
const COMMAND_MAX = 2_000;

/** A word that a POSIX shell takes as it is, whatever it holds. */
const quote = (word: string): string => (SAFE.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** A command of kubectl for one namespace of one context, ready to paste; none where it would be too long to. */
export function kubectlCommands(at: { readonly context: string; readonly namespace: string }, ...words: readonly string[]): readonly string[] {
  const command = ['kubectl', ...words, `--namespace=${at.namespace}`, `--context=${at.context}`].map(quote).join(' ');
  return command.length <= COMMAND_MAX ? [command] : [];
}
