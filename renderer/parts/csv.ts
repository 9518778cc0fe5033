export type Cell = string | number | null;

/** A spreadsheet takes a cell that begins so for a formula, and runs it. */
const FORMULA = /^[=+\-@\t\r]/;
/** So that spreadsheets read the file as UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

function quote(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table as RFC 4180 text. What looks like a formula gets an apostrophe before it. */
export const formatCsv = (rows: Iterable<readonly Cell[]>): string => BYTE_ORDER_MARK + Array.from(rows, (row) => `${row.map(quote).join(',')}\r\n`).join('');
