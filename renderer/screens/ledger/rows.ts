import type { LedgerFilter } from '../../../shared/api/ledger';
import type { LedgerEntry, LedgerRow } from '../../../shared/models/ledger-entry';
import type { WordId } from '../../../shared/words/words';
import type { MarkShape, Tone } from '../../ui/state-mark';
import type { Verdict, ViewState } from './view-state';
import { boundsOf } from './when';

/** What the ledger is asked for. */
export function filterOf({ text, whats, verdict, connections, entity, when }: Omit<ViewState, 'open'>, now: number): Partial<LedgerFilter> {
  const { from, to } = boundsOf(when, now);
  const sessions = whats.includes('session');
  const isKind = verdict === 'refused' || verdict === 'intent';
  const kinds = sessions ? ['session-opened', 'session-closed'] : isKind ? [verdict] : [];
  return {
    ...(text.trim() && { text: text.trim() }),
    ...(!sessions && whats.length > 0 && { verbs: [...whats] }),
    ...(!sessions && verdict !== null && !isKind && { phases: [verdict] }),
    ...(kinds.length > 0 && { kinds }),
    ...(connections.length > 0 && { connections: [...connections] }),
    ...(entity !== null && { entity }),
    ...(from !== null && { from }),
    ...(to !== null && { to }),
  };
}

export const isNarrowed = ({ text, whats, verdict, connections, entity, when }: Omit<ViewState, 'open'>): boolean =>
  text.trim() !== '' || whats.length > 0 || verdict !== null || connections.length > 0 || entity !== null || when.kind !== 'any';

/** What an entry came to; null where it is no step of an action. */
export function verdictOf({ kind, phase }: Pick<LedgerRow, 'kind' | 'phase'>): Verdict | null {
  if (kind === 'refused' || kind === 'intent') return kind;
  if (kind !== 'outcome' || phase === null || phase === 'sending' || phase === 'waiting') return null;
  return phase;
}

/** An intent is a plain word: its outcome has the colour. */
export const VERDICT_LOOKS: Readonly<Record<Verdict, { readonly tone: Tone; readonly mark: MarkShape | null; readonly word: WordId }>> = {
  done: { tone: 'ok', mark: 'ok', word: 'ledger.phase.done' },
  refused: { tone: 'bad', mark: 'denied', word: 'ledger.kind.refused' },
  failed: { tone: 'bad', mark: 'bad', word: 'ledger.phase.failed' },
  uncertain: { tone: 'warn', mark: 'uncertain', word: 'ledger.phase.uncertain' },
  'timed-out': { tone: 'warn', mark: 'warn', word: 'ledger.phase.timed-out' },
  'not-done': { tone: 'unknown', mark: 'stopped', word: 'ledger.phase.not-done' },
  intent: { tone: 'plain', mark: null, word: 'ledger.kind.intent' },
};

export type DayGroup = { readonly key: string; readonly day: number; readonly rows: readonly LedgerRow[] };

/** The rows below the day that they are of, by the reader's clock. Newest first, as they came. */
export function byDay(rows: readonly LedgerRow[]): readonly DayGroup[] {
  const groups: { key: string; day: number; rows: LedgerRow[] }[] = [];
  for (const row of rows) {
    const at = new Date(row.at);
    const day = new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
    const last = groups.at(-1);
    // A clock that was set back makes no second group of a day that is still open.
    if (last && last.day === day) last.rows.push(row);
    else groups.push({ key: `${day} ${row.seq}`, day, rows: [row] });
  }
  // A day's key stays while rows come on top of it: it is named by its oldest row, which only grows downwards.
  return groups.map((group, index) => ({ ...group, key: groups.some((other, at) => at !== index && other.day === group.day) ? group.key : String(group.day) }));
}

/** What can be checked without us: the bytes of the leaf, and the way from them to the root (RFC 6962). */
export function proofText(
  entry: Pick<LedgerEntry, 'seq' | 'hash'>,
  proof: { readonly size: number; readonly root: string; readonly path: readonly string[] },
): string {
  return JSON.stringify({ leafIndex: entry.seq, leafHash: entry.hash, treeSize: proof.size, rootHash: proof.root, path: proof.path }, null, 2);
}

/** The first and last figures of a digest: enough to compare by eye. */
export const shortDigest = (digest: string): string => (digest.length <= 12 ? digest : `${digest.slice(0, 6)}…${digest.slice(-4)}`);
