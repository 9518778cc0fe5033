import { IntlMessageFormat } from 'intl-messageformat';
import { MOVING_LETTERS } from '../../shared/lib/moving-letters';
import type { Failure } from '../../shared/models/failure';
import { failureWord, reasonWord, type WordId, words } from '../../shared/words/words';

const locale = /^ar\b/i.test(process.env['LC_ALL'] ?? process.env['LC_MESSAGES'] ?? process.env['LANG'] ?? '') ? 'ar' : 'en';

/** The same words as in the window. */
export const say = (id: WordId, values: Record<string, string | number> = {}): string =>
  String(new IntlMessageFormat(words[locale][id], locale).format(values));

/** Texts of a cluster are not ours: what would move the cursor, colour the screen or turn the direction of reading is taken out. */
export const harmless = (text: string): string => text.replaceAll(MOVING_LETTERS, (letter) => (letter === '\n' || letter === '\t' ? ' ' : '�'));

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map(harmless));
  const widths = clean.reduce<number[]>((all, row) => row.map((cell, index) => Math.max(all[index] ?? 0, cell.length)), []);
  return clean
    .map((row) =>
      row
        .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What happened, what it means, and what the other side said. */
export function failureText({ code, detail }: Failure): string {
  const { reason, text, values } = detail;
  const ours = reason ? say(reasonWord(reason), values) : say(failureWord(code), values);
  return harmless(text ? `${ours}\n  ${text}` : ours);
}
