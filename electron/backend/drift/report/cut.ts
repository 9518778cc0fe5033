/** Names of others may be of any length; the JSON form holds all of it. */
export function cut(text: string, most: number): string {
  const letters = Array.from(text.slice(0, most * 2));
  return letters.length <= most && text.length <= most * 2 ? text : `${letters.slice(0, most - 1).join('')}…`;
}
