import type { DiffLine } from './line-diff';

/** A stretch of a difference: lines to show, or lines that stayed and are folded away. */
export type DiffPart =
  | { readonly kind: 'lines'; readonly id: string; readonly lines: readonly DiffLine[]; readonly path: readonly string[] }
  | { readonly kind: 'fold'; readonly id: string; readonly lines: readonly DiffLine[] };

/** Lines that stayed, kept around each change so that one sees where it is. */
const CONTEXT = 3;
/** Fewer lines than this are not worth a fold. */
const FOLD_MIN = 3;

/** Splits a difference into what changed, with a little around it, and what stayed. `open` holds ids of folds that are shown. */
export function foldDiff(lines: readonly DiffLine[], open: ReadonlySet<string>): readonly DiffPart[] {
  const near = lines.map(() => false);
  lines.forEach(({ kind }, at) => {
    if (kind !== 'same') near.fill(true, Math.max(0, at - CONTEXT), at + CONTEXT + 1);
  });
  const runs: { from: number; to: number; near: boolean }[] = [];
  near.forEach((isNear, at) => {
    const last = runs.at(-1);
    if (last && last.near === isNear) last.to = at + 1;
    else runs.push({ from: at, to: at + 1, near: isNear });
  });
  return runs.map(({ from, to, near: shown }) => {
    const id = `${from}`;
    const part = lines.slice(from, to);
    const folded = !shown && to - from >= FOLD_MIN && !open.has(id);
    return folded ? { kind: 'fold', id, lines: part } : { kind: 'lines', id, lines: part, path: shown ? pathOf(lines, from) : [] };
  });
}

/** The first lines of a difference; folds take no room. And how many lines are left out. */
export function firstLines(parts: readonly DiffPart[], max: number): { readonly parts: readonly DiffPart[]; readonly left: number } {
  const shown: DiffPart[] = [];
  let room = max;
  for (const part of parts) {
    if (part.kind === 'fold') shown.push(part);
    else shown.push({ ...part, lines: part.lines.slice(0, Math.max(0, room)) });
    if (part.kind === 'lines') room -= part.lines.length;
  }
  return { parts: shown, left: Math.max(0, -room) };
}

const KEY = /^( *)(?:- )*([^\s:#][^:]*):/;
const indentOf = (text: string) => text.length - text.trimStart().length;

/** The keys above a line of YAML, outermost first: where in the object it is. Those that are in sight are left out. */
function pathOf(lines: readonly DiffLine[], at: number): readonly string[] {
  const path: string[] = [];
  let indent = indentOf(lines[at]?.text ?? '');
  for (let above = at - 1; above >= 0 && indent > 0; above -= 1) {
    const text = lines[above]?.text ?? '';
    const own = indentOf(text);
    const key = KEY.exec(text)?.[2];
    if (text.trim() === '' || own >= indent || key === undefined) continue;
    indent = own;
    path.unshift(key);
  }
  return path;
}

export type Piece = { readonly text: string; readonly changed: boolean };

/** A line in pieces: what it shares with its counterpart at both ends, and what is between. */
export function piecesOf(text: string, other: string | null): readonly Piece[] {
  if (other === null) return [{ text, changed: false }];
  let start = 0;
  while (start < text.length && start < other.length && text[start] === other[start]) start += 1;
  let end = 0;
  while (end < text.length - start && end < other.length - start && text[text.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  // What shares only its indentation is another line altogether.
  if (text.slice(0, start).trim() === '' && end === 0) return [{ text, changed: false }];
  return [
    { text: text.slice(0, start), changed: false },
    { text: text.slice(start, text.length - end), changed: true },
    { text: text.slice(text.length - end), changed: false },
  ].filter((piece) => piece.text !== '');
}

/** Of each changed line the line on the other side that took its place, where as many were taken out as put in. */
export function counterparts(lines: readonly DiffLine[]): ReadonlyMap<DiffLine, string> {
  const found = new Map<DiffLine, string>();
  for (let at = 0; at < lines.length; ) {
    const removed = take(lines, at, 'removed');
    const added = take(lines, at + removed.length, 'added');
    if (removed.length > 0 && removed.length === added.length) {
      removed.forEach((line, index) => {
        const other = added[index];
        if (!other) return;
        found.set(line, other.text);
        found.set(other, line.text);
      });
    }
    at += Math.max(1, removed.length + added.length);
  }
  return found;
}

function take(lines: readonly DiffLine[], from: number, kind: DiffLine['kind']): readonly DiffLine[] {
  let to = from;
  while (lines[to]?.kind === kind) to += 1;
  return lines.slice(from, to);
}
