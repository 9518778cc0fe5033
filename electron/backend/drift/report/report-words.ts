import { IntlMessageFormat } from 'intl-messageformat';
import type { Locale } from '../../../../shared/models/preferences';
import { words } from '../../../../shared/words/all-words';
import { createDriftWords, type DriftWords } from '../../../../shared/words/drift-words';
import type { WordId } from '../../../../shared/words/words';

/** The words of a report outside of a window. A message is read once, however many columns it is told of. */
export function reportWords(locale: Locale): DriftWords {
  const formats = new Map<WordId, IntlMessageFormat>();
  return createDriftWords(locale, (id, values = {}) => {
    const format = formats.get(id) ?? new IntlMessageFormat(words[locale][id], locale);
    formats.set(id, format);
    return String(format.format(values));
  });
}
