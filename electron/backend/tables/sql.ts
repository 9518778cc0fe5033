/** A name as SQL: any text but one with NUL, which DuckDB's names cannot hold. The only way in which a name enters a statement. */
export function identifier(name: string): string {
  if (name.includes('\0')) throw new RangeError('a name holds NUL');
  return `"${name.replaceAll('"', '""')}"`;
}

/** Text as SQL. The only way in which text enters a statement that takes no parameters. */
export function literal(text: string): string {
  if (text.includes('\0')) throw new RangeError('a text holds NUL');
  return `'${text.replaceAll("'", "''")}'`;
}

/** A path for DuckDB's readers, which take every path for a glob. */
export const pathLiteral = (path: string): string => literal(path.replaceAll(/[*?[]/g, '[$&]'));

export const listLiteral = (items: readonly string[]): string => `[${items.join(', ')}]`;

/** A double as SQL, exactly. */
export const doubleLiteral = (value: number): string => `${literal(String(value))}::DOUBLE`;
