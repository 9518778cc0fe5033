import { useCallback } from 'react';
import type { ServiceAct } from '../../../shared/models/service';
import { failureWord, reasonWord } from '../../../shared/words/words';
import { useWords } from '../../ui/use-words';

/** Why something was done: what a rule came off by, or what a person gave as reason. */
export function useActWhy(): (act: Pick<ServiceAct, 'failure' | 'why'>) => string {
  const say = useWords();
  return useCallback(
    ({ failure, why }) => {
      if (!failure) return why;
      const { reason, values, text } = failure.detail;
      return [reason ? say(reasonWord(reason), values) : say(failureWord(failure.code)), text].filter(Boolean).join(' ');
    },
    [say],
  );
}
