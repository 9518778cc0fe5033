/** One line as it is shown. */
export type LogLine = {
  /** Counted from the first that ever came. */
  readonly n: number;
  readonly at: number | null;
  readonly text: string;
  /** Lines may be missing before it. */
  readonly gap: boolean;
  readonly stream?: 'out' | 'err';
  /** How long it was in bytes, where it was cut before it came. */
  readonly cut?: number | null;
};
/** `dropped`: lines that came and are not kept any more. */
export type LogText = { readonly lines: readonly LogLine[]; readonly dropped: number };

export const EMPTY_LOG: LogText = { lines: [], dropped: 0 };
/** What a person can still look through, and a page can hold. */
export const LOG_LINES_MAX = 5_000;
/** A line longer than this is cut where it is shown. */
export const LOG_LINE_MAX = 4_000;

// oxlint-disable-next-line no-control-regex -- terminal sequences begin with a control character
const TERMINAL = /\u001b\[[0-9;?]*[A-Za-z]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;
// oxlint-disable-next-line no-control-regex -- what cannot be drawn
const UNDRAWN = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** A line without colours and other terminal sequences, and of a length that can be drawn. */
export function plainLine(text: string): string {
  const plain = text
    .slice(0, LOG_LINE_MAX * 2)
    .replace(TERMINAL, '')
    .replace(UNDRAWN, '');
  return plain.length > LOG_LINE_MAX || text.length > LOG_LINE_MAX * 2 ? `${plain.slice(0, LOG_LINE_MAX)}…` : plain;
}

/** Adds lines at the end; the oldest go where there are too many. */
export function appendLines(log: LogText, came: readonly { readonly at: number | null; readonly text: string }[], gap: boolean): LogText {
  const first = log.dropped + log.lines.length;
  const added = came.map(({ at, text }, index) => ({ n: first + index, at, text: plainLine(text), gap: gap && index === 0 }));
  if (added.length === 0) return log;
  const all = [...log.lines, ...added];
  const over = Math.max(0, all.length - LOG_LINES_MAX);
  return { lines: over > 0 ? all.slice(over) : all, dropped: log.dropped + over };
}

/** The lines in which a text occurs, by their place in the list. Nothing typed finds nothing. */
export function findInLog(lines: readonly LogLine[], text: string): readonly number[] {
  const asked = text.trim().toLowerCase();
  if (asked === '') return [];
  return lines.flatMap((line, index) => (line.text.toLowerCase().includes(asked) ? [index] : []));
}
