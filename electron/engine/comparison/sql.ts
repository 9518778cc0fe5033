/** Names and texts as SQL; neither holds NUL, which DuckDB cannot. */
export const quoted = (name: string): string => `"${plain(name).replaceAll('"', '""')}"`;
export const literal = (text: string): string => `'${plain(text).replaceAll("'", "''")}'`;
/** DuckDB's readers take every path for a glob. */
export const pathLiteral = (path: string): string => literal(path.replaceAll(/[*?[]/g, '[$&]'));
/** A double, exactly; a negative one behind a minus would begin a comment. */
export const double = (value: number): string => `${literal(String(value))}::DOUBLE`;

function plain(text: string): string {
  if (text.includes('\0')) throw new RangeError('a text holds NUL');
  return text;
}
