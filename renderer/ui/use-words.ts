import { useMemo } from 'react';
import { type IntlShape, useIntl } from 'react-intl';
import type { WordId } from '../../shared/words/words';

export type WordValues = Readonly<Record<string, string | number | Date>>;
export type Say = (id: WordId, values?: WordValues) => string;

const ISOLATE = '\u2068';
const POP = '\u2069';

/** Keeps a name, a path or a number with its unit in one piece and in its own direction inside right-to-left text. */
export const isolated = (text: string): string => `${ISOLATE}${text}${POP}`;

function isolateAll(values: WordValues): WordValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? isolated(value) : value]));
}

export const sayWith =
  (intl: IntlShape): Say =>
  (id, values) =>
    String(intl.formatMessage({ id }, values && intl.locale.startsWith('ar') ? isolateAll(values) : values));

/** The texts of the language in use: `say('ui.retry')`. Text values are isolated in right-to-left. */
export function useWords(): Say {
  const intl = useIntl();
  return useMemo(() => sayWith(intl), [intl]);
}
