import type { DriftMonitor, MonitorEntity, MonitorWindow } from '../../../shared/models/drift-monitor';
import type { DriftVerdict } from '../../../shared/models/drift-report';
import type { WordId } from '../../../shared/words/words';
import type { Found } from './heat-map/heat-grid';
import type { Span } from './span-shown';

type Standing = Pick<DriftMonitor['standing'] | MonitorEntity, 'verdict'>;
/** A verdict in words, and the windows that it is of: what they name is put in by whoever says it. */
export type Sentence = {
  readonly found: Found;
  readonly word: WordId;
  readonly which: 'newest' | 'worst' | 'shown' | 'part';
  readonly of: Span;
  readonly drifted: number;
  readonly insufficient: number;
};

/** Somebody stopped its last look: nothing is wrong, and it goes on from what was counted. */
export const isStopped = ({ failure }: Pick<DriftMonitor['standing'], 'failure'>): boolean => failure?.code === 'cancelled';

const FOUND = { drifted: 'drifted', insufficient: 'insufficient', 'not-drifted': 'same' } as const;
const said = (verdict: DriftVerdict) => ({ found: FOUND[verdict], word: `monitors.verdict.${verdict}` }) as const;

/** Of the newest window that is over: how the monitor stands. Null: nothing was judged yet. */
export function newestSentence({ verdict }: Standing, windows: readonly MonitorWindow[]): Sentence | null {
  const last = windows.findLast(({ open }) => !open) ?? windows.at(-1);
  if (!last || verdict === null) return null;
  const { start: from, end: to, drifted, insufficient } = last;
  return { ...said(verdict), which: 'newest', of: { from, to }, drifted, insufficient };
}

type Shown = { readonly span: Span; readonly columns: readonly { readonly verdict: DriftVerdict }[]; readonly isPart: boolean; readonly focus: number | null };

/** Of what is looked at, by the verdicts of its features. Null where that is the newest window, of which all is said already. */
export function shownSentence({ span, columns, isPart, focus }: Shown, newest: Sentence | null): Sentence | null {
  if (!isPart && newest && newest.of.from === span.from && newest.of.to === span.to) return null;
  const count = (wanted: DriftVerdict) => columns.filter(({ verdict }) => verdict === wanted).length;
  const [drifted, insufficient] = [count('drifted'), count('insufficient')];
  const verdict = drifted > 0 ? 'drifted' : insufficient > 0 || columns.length === 0 ? 'insufficient' : 'not-drifted';
  const which = isPart ? 'part' : span.from === focus && verdict === 'drifted' ? 'worst' : 'shown';
  return { ...said(verdict), which, of: span, drifted, insufficient };
}
