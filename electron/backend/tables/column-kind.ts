/** What can be asked of a column, by DuckDB's name of its type. */
export type ColumnKind = 'integer' | 'float' | 'decimal' | 'boolean' | 'text' | 'time' | 'other';

const KINDS: readonly (readonly [RegExp, ColumnKind])[] = [
  [/\[\d*\]$|^(STRUCT|MAP|UNION|LIST|BLOB|BIT)\b/, 'other'],
  [/^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/, 'integer'],
  [/^(FLOAT|DOUBLE)$/, 'float'],
  [/^(U?HUGEINT|DECIMAL\b.*|BIGNUM)$/, 'decimal'],
  [/^BOOLEAN$/, 'boolean'],
  [/^(DATE|TIMESTAMP.*)$/, 'time'],
  [/^(VARCHAR|UUID|JSON|ENUM\b.*|TIME.*|INTERVAL)$/, 'text'],
];

export const kindOf = (type: string): ColumnKind => KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';

/** A column as a double: finite numbers, and times as epoch milliseconds. Null for what is neither. */
export function numberOf(column: string, kind: ColumnKind): string | null {
  switch (kind) {
    case 'integer':
    case 'decimal':
      return `${column}::DOUBLE`;
    case 'float':
      return `(CASE WHEN isfinite(${column}) THEN ${column}::DOUBLE END)`;
    case 'time':
      return `(CASE WHEN isfinite(${column}) THEN epoch_ms(${column})::DOUBLE END)`;
    default:
      return null;
  }
}
