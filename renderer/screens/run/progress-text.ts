import type { RunProgress, RunState } from '../../../shared/models/run';
import type { WordId } from '../../../shared/words/words';
import type { WordValues } from '../../ui/use-words';

export type Sentence = { readonly word: WordId; readonly values?: WordValues };

type Numbers = { readonly number: (value: number) => string };

/** How it is known how far a run is: said always, for an estimate is worth as much as its source. */
export function sourceSentence({ source, step, total }: RunProgress, { number }: Numbers): Sentence {
  if (source === 'steps' && step !== null && total !== null) return { word: 'runs.progress.steps', values: { step: number(step), total: number(total) } };
  if (source === 'reported' && step !== null && total !== null)
    return { word: 'runs.progress.reported.step', values: { step: number(step), total: number(total) } };
  if (source === 'reported' || source === 'log' || source === 'history') return { word: `runs.progress.${source}` };
  return { word: 'runs.progress.unknown' };
}

/** Where a run is, in a word or two for its chip. */
export function stateSentence(state: RunState, progress: RunProgress | null, { number }: Numbers): Sentence {
  if (state === 'running' && progress && progress.step !== null && progress.total !== null) {
    return { word: 'runs.state.running.step', values: { step: number(progress.step), total: number(progress.total) } };
  }
  return { word: `runs.state.${state}` };
}
