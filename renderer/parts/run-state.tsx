import type { RunState as State } from '../../shared/models/run';
import type { WordId } from '../../shared/words/words';
import { Chip } from '../ui/chip';
import type { MarkShape, Tone } from '../ui/state-mark';
import { useWords } from '../ui/use-words';

type Look = { readonly tone: Tone; readonly mark: MarkShape; readonly word: WordId };
export const RUN_LOOKS: Readonly<Record<State, Look>> = {
  queued: { tone: 'unknown', mark: 'stale', word: 'runs.state.queued' },
  running: { tone: 'accent', mark: 'running', word: 'runs.state.running' },
  finished: { tone: 'ok', mark: 'ok', word: 'runs.state.finished' },
  failed: { tone: 'bad', mark: 'bad', word: 'runs.state.failed' },
  killed: { tone: 'unknown', mark: 'stopped', word: 'runs.state.killed' },
};

/** How a run stands. `old`: the engine is away, and it may stand otherwise by now. */
export function RunState({ state, old = false }: { readonly state: State; readonly old?: boolean }) {
  const say = useWords();
  const { tone, mark, word } = RUN_LOOKS[state];
  return (
    <Chip tone={old ? 'unknown' : tone} mark={old ? 'stale' : mark}>
      {say(word)}
    </Chip>
  );
}
