import type { AliasWrite } from './client';

const SAFE = /^[\w@%+=:,./-]+$/;
const HOME = /^~\//;

/** A word that a POSIX shell takes as it is, whatever it holds. The home folder is for the shell to put in. */
export function quote(word: string): string {
  if (HOME.test(word)) return `~/${quote(word.slice(2))}`;
  return SAFE.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The same from the command line, ready to paste. */
export const aliasCommands = (folder: string, { model, alias, version }: AliasWrite): readonly string[] => [
  ['npx', 'pilothouse', 'alias', 'set', folder, model, alias, version === null ? 'none' : String(version)].map(quote).join(' '),
];
