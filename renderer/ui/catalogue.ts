import { useEffect, useState } from 'react';
import type { Locale } from '../../shared/models/preferences';
import { en, type Words } from '../../shared/words/words';

/** The languages that were read so far: a start reads the one that it speaks, and English, in which the names of the texts are. */
const read = new Map<Locale, Words>([['en', en]]);

/** Reads a language, once. Until then nothing can be said in it. */
export async function readWords(locale: Locale): Promise<void> {
  if (!read.has(locale)) read.set(locale, (await import('../../shared/words/arabic')).ar);
}

/** @throws where the language was not read before */
export function wordsOf(locale: Locale): Words {
  const words = read.get(locale);
  if (!words) throw new Error(`the words of ${locale} were not read`);
  return words;
}

/** The language that can be spoken: the wanted one, or the one before until the wanted one is read. */
export function useReadLocale(wanted: Locale): Locale {
  const [spoken, setSpoken] = useState(wanted);
  useEffect(() => {
    let current = true;
    void readWords(wanted).then(() => current && setSpoken(wanted));
    return () => {
      current = false;
    };
  }, [wanted]);
  return spoken;
}
