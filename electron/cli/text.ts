import { IntlMessageFormat } from 'intl-messageformat';
import { MOVING_LETTERS } from '../../shared/lib/moving-letters';
import type { Failure } from '../../shared/models/failure';
import { type Locale, resolveLocale } from '../../shared/models/preferences';
import { words } from '../../shared/words/all-words';
import { failureWord, reasonWord, type WordId } from '../../shared/words/words';

/** The language of whoever typed the command. */
export const locale = localeOf(process.env);

/** By the first of the variables of the system that says anything, such as `ar_EG.UTF-8`. */
export function localeOf({ LC_ALL, LC_MESSAGES, LANG }: Readonly<Record<string, string | undefined>>): Locale {
  return resolveLocale('system', (LC_ALL || LC_MESSAGES || LANG || '').replace(/[.@].*/, ''));
}

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
