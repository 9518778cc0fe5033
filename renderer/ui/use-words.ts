import { useMemo } from 'react';
import { type IntlShape, useIntl } from 'react-intl';
import type { WordId } from '../../shared/words/words';

export type WordValues = Readonly<Record<string, string | number | Date>>;
export type Say = (id: WordId, values?: WordValues) => string;

const ISOLATE = '\u2068';
const POP = '\u2069';

/** Keeps a name, a path or a number with its unit in one piece and in its own direction inside right-to-left text. */
export const isolated = (text: string): string => `${ISOLATE}${text}${POP}`;

/** What chooses among texts is not shown, and is compared as it is. */
function choosersOf(message: unknown): ReadonlySet<string | undefined> {
  if (typeof message !== 'string' || !message.includes(', select,')) return NONE;
  return new Set(Array.from(message.matchAll(/\{(\w+), select,/g), ([, name]) => name));
}
const NONE: ReadonlySet<string> = new Set();

function isolateAll(values: WordValues, choosers: ReadonlySet<string | undefined>): WordValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' && !choosers.has(name) ? isolated(value) : value]));
}

export const sayWith =
  (intl: IntlShape): Say =>
  (id, values) =>
    String(intl.formatMessage({ id }, values && intl.locale.startsWith('ar') ? isolateAll(values, choosersOf(intl.messages[id])) : values));

/** The texts of the language in use: `say('ui.retry')`. Text values are isolated in right-to-left. */
export function useWords(): Say {
  const intl = useIntl();
  return useMemo(() => sayWith(intl), [intl]);
}
