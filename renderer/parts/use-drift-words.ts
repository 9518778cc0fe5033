import { useMemo } from 'react';
import { createDriftWords, type DriftWords } from '../../shared/words/drift-words';
import { useInterface } from '../ui/ui-provider';
import { useWords } from '../ui/use-words';

/** How numbers and reasons of drift are told here: as in a terminal and in a report. */
export function useDriftWords(): DriftWords {
  const { locale } = useInterface();
  const say = useWords();
  return useMemo(() => createDriftWords(locale, say), [locale, say]);
}
