import { MOVING_LETTERS } from '../../../../../shared/lib/moving-letters';

/** Markup of ours. What is not markup is text, and is escaped wherever it is put in: there is no other way to make one. */
export class Html {
  private constructor(readonly text: string) {}

  static of(strings: TemplateStringsArray, ...values: readonly Piece[]): Html {
    return new Html(strings.reduce((all, part, at) => all + part + pieceText(values[at]), ''));
  }

  /** Text whose lines stay lines. */
  static lines(text: string): Html {
    return new Html(text.split('\n').map(escaped).join('\n'));
  }

  /** A style sheet of ours, whose letters are not escaped. */
  static style(css: string): Html {
    return new Html(`<style>${css}</style>`);
  }
}

type Piece = Html | string | number | null | undefined | readonly Html[];

/** `html\`<p>${text}</p>\`` */
export const html = Html.of;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function pieceText(piece: Piece): string {
  if (piece === null || piece === undefined) return '';
  if (piece instanceof Html) return piece.text;
  if (Array.isArray(piece)) return piece.map(({ text }: Html) => text).join('');
  return escaped(String(piece));
}

/** Fit for content and for attributes in quotes. Letters that break lines or turn the direction of reading are told as missing. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(MOVING_LETTERS, (letter) => (letter === '\n' || letter === '\t' ? ' ' : '\uFFFD'))
    .replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
