/** A text as a shell takes it. */
export const shellQuoted = (text: string): string => (/^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);

/** Reads the token where it lies: it stands in no history and no clipboard. A tilde is home only outside quotes. */
export const tokenText = (tokenFile: string): string =>
  `$(cat ${tokenFile.startsWith('~/') ? `~/${shellQuoted(tokenFile.slice(2))}` : shellQuoted(tokenFile)})`;
