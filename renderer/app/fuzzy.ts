/** A stretch of a text, [from, to). */
export type Range = readonly [from: number, to: number];
export type Match = { readonly score: number; readonly ranges: readonly Range[] };

const SUBSTRING = 60;
const WORD_START = 30;
const TEXT_START = 40;
const SCATTERED = 10;
const isWordStart = (text: string, at: number) => at === 0 || /[\s\-_/.:]/.test(text.charAt(at - 1));

/**
 * How well a text answers a query, or null. Every word of the query has to occur, whole or letter by letter in order;
 * whole, early, and at the start of a word counts more.
 */
export function fuzzyMatch(query: string, text: string): Match | null {
  const terms = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const lower = text.toLocaleLowerCase();
  let score = 0;
  const ranges: Range[] = [];
  for (const term of terms) {
    const match = matchWhole(term, lower) ?? matchScattered(term, lower);
    if (!match) return null;
    score += match.score;
    ranges.push(...match.ranges);
  }
  return { score: score - text.length / 100, ranges: joinRanges(ranges) };
}

function matchWhole(term: string, text: string): Match | null {
  let at = text.indexOf(term);
  if (at < 0) return null;
  for (let next = at; next >= 0; next = text.indexOf(term, next + 1)) {
    if (!isWordStart(text, next)) continue;
    at = next;
    break;
  }
  const start = at === 0 ? TEXT_START : isWordStart(text, at) ? WORD_START : 0;
  return { score: SUBSTRING + start, ranges: [[at, at + term.length]] };
}

/** Letters in order; each has to begin a word or follow the letter before it. */
function matchScattered(term: string, text: string): Match | null {
  const ranges: Range[] = [];
  let at = 0;
  for (const letter of term) {
    let next = text.indexOf(letter, at);
    while (next >= 0 && next !== at && !isWordStart(text, next)) next = text.indexOf(letter, next + 1);
    if (next < 0) return null;
    if (ranges.length === 0 && !isWordStart(text, next)) return null;
    ranges.push([next, next + letter.length]);
    at = next + letter.length;
  }
  const joined = joinRanges(ranges);
  return { score: SCATTERED + WORD_START / joined.length, ranges: joined };
}

function joinRanges(ranges: readonly Range[]): readonly Range[] {
  const joined: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((left, right) => left[0] - right[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

export type Piece = { readonly at: number; readonly piece: string; readonly matched: boolean };

/** A text in pieces, those that match and those between them. */
export function splitByRanges(text: string, ranges: readonly Range[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const [start, end] of ranges) {
    if (start > from) pieces.push({ at: from, piece: text.slice(from, start), matched: false });
    pieces.push({ at: start, piece: text.slice(start, end), matched: true });
    from = end;
  }
  if (from < text.length) pieces.push({ at: from, piece: text.slice(from), matched: false });
  return pieces;
}
