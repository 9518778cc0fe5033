import { useEffect, useRef } from 'react';
import { useIntl } from 'react-intl';
import type { ActionRun } from '../../shared/models/action';
import type { WordId } from '../../shared/words/words';
import { isUnderWay, useActionRuns } from '../data/use-action';
import { deedWord } from './deed-word';
import { useWords } from '../ui/use-words';
import { notify } from './notices';
import { preciseSpan } from './precise-span';
import { RUN_TONE } from './plan-dialog/run-stops';

/** Only an end is told, and what nobody knows: the way there is in the status bar. */
const WORDS: Readonly<Partial<Record<ActionRun['phase'], WordId>>> = {
  done: 'actions.notice.done',
  failed: 'actions.notice.failed',
  'not-done': 'actions.notice.not-done',
  uncertain: 'actions.notice.uncertain',
  'timed-out': 'actions.notice.timed-out',
};

/** Says how actions end that were seen under way, whether or not their dialog is still open. Once, in the frame. */
export function useRunNotices(): void {
  const say = useWords();
  const intl = useIntl();
  const runs = useActionRuns();
  const open = useRef(new Map<number, ActionRun['phase']>());
  useEffect(() => {
    for (const run of runs) {
      const before = open.current.get(run.intent);
      if (isUnderWay(run)) open.current.set(run.intent, run.phase);
      else open.current.delete(run.intent);
      const ended = before !== undefined && !isUnderWay(run);
      const lost = before !== undefined && before !== 'uncertain' && run.phase === 'uncertain';
      const { phase, target, request, failure, startedAt, endedAt } = run;
      const word = WORDS[phase];
      if ((!ended && !lost) || !word) continue;
      notify({
        tone: RUN_TONE[phase],
        word,
        values: { name: target.name, action: deedWord(say, request.action), span: endedAt === null ? '' : preciseSpan(intl, endedAt - startedAt) },
        ...(failure && { failure }),
      });
    }
  }, [runs, intl, say]);
}
