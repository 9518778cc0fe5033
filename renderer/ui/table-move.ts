/** Where focus is: a column's heading, or a line (`column` null: the whole line, else that cell of it). */
export type TablePlace = { readonly line: number; readonly column: number | null };
export const HEADER_LINE = -1;

export type TableExtent = { readonly lines: number; readonly columns: number; readonly page: number; readonly rtl: boolean };

/** Where a key leads from here; null where the key is none of ours. Left and right are as seen, so right-to-left turns them. */
export function moveTo(key: string, control: boolean, from: TablePlace, { lines, columns, page, rtl }: TableExtent): TablePlace | null {
  const last = lines - 1;
  const toLine = (line: number): TablePlace => {
    if (line > HEADER_LINE && lines > 0) return { line: Math.min(last, line), column: from.line === HEADER_LINE ? null : from.column };
    return { line: HEADER_LINE, column: from.column ?? 0 };
  };
  switch (key) {
    case 'ArrowDown':
      return toLine(from.line + 1);
    case 'ArrowUp':
      return toLine(from.line - 1);
    case 'PageDown':
      return toLine(Math.max(0, from.line) + page);
    case 'PageUp':
      return toLine(Math.max(0, from.line - page));
    case 'ArrowRight':
      return sideways(from, rtl ? -1 : 1, columns);
    case 'ArrowLeft':
      return sideways(from, rtl ? 1 : -1, columns);
    case 'Home':
      return from.column === null || control || from.line === HEADER_LINE ? edge(from, control, 0, toLine) : { ...from, column: 0 };
    case 'End':
      return from.column === null || control || from.line === HEADER_LINE
        ? edge(from, control, columns - 1, () => toLine(last))
        : { ...from, column: columns - 1 };
    default:
      return null;
  }
}

function edge(from: TablePlace, control: boolean, column: number, toLine: (line: number) => TablePlace): TablePlace {
  return from.line === HEADER_LINE && !control ? { line: HEADER_LINE, column } : toLine(0);
}

/** From the whole line into its cells and back; headings have no "whole". */
function sideways({ line, column }: TablePlace, step: 1 | -1, columns: number): TablePlace {
  if (line === HEADER_LINE) return { line, column: Math.min(columns - 1, Math.max(0, (column ?? 0) + step)) };
  const next = (column ?? -1) + step;
  return { line, column: next < 0 ? null : Math.min(columns - 1, next) };
}
