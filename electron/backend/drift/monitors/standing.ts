import type { MonitorWindow, OngoingDrift, WorstColumn } from '../../../../shared/models/drift-monitor';
import type { ColumnReport, DriftReport, DriftVerdict } from '../../../../shared/models/drift-report';
import type { ColumnScore, JudgedWindow } from './window-scores';
import type { WindowTimes } from '../../../../shared/lib/window-times';

/** What a monitor says as a whole: its newest window that is over, and the drift that goes on. Pure. */
export function standingOf(windows: readonly MonitorWindow[]): { verdict: DriftVerdict | null; drift: OngoingDrift | null; rows: number | null } {
  const newest = windows.at(-1);
  const over = windows.findLast(({ open }) => !open) ?? newest;
  return { verdict: over?.verdict ?? null, drift: ongoing(windows), rows: newest?.rows ?? null };
}

/** Windows that prove nothing neither begin it nor end it: only one that is not drifted does, once it is over. */
function ongoing(windows: readonly MonitorWindow[]): OngoingDrift | null {
  let first: number | null = null;
  let count = 0;
  let worst: WorstColumn | null = null;
  for (const { start, verdict, worst: own, open } of windows.toReversed()) {
    if (verdict === 'not-drifted' && !open) break;
    if (verdict !== 'drifted' || !own) continue;
    first = start;
    count++;
    if (!worst || own.ratio > worst.ratio) worst = own;
  }
  return first === null || !worst ? null : { first, windows: count, worst };
}

export type Role = 'input' | 'prediction';

/** A window by its report. */
export function judgedWindow(
  times: WindowTimes,
  report: DriftReport,
  of: { readonly version: number; readonly now: number; readonly roleOf: (name: string) => Role },
): JudgedWindow {
  const worst = report.columns.flatMap((column) => (column.verdict === 'drifted' ? worstOf(column) : [])).toSorted((a, b) => b.ratio - a.ratio)[0];
  const countOf = (verdict: DriftVerdict) => report.columns.filter((column) => column.verdict === verdict).length;
  return {
    window: {
      ...times,
      rows: report.current.rows,
      verdict: report.verdict,
      worst: worst ?? null,
      drifted: countOf('drifted'),
      insufficient: countOf('insufficient'),
      version: of.version,
      open: times.end > of.now,
    },
    scores: report.columns.map((column) => scoreOf(column, of.roleOf(column.name))),
  };
}

/** Those of its aspects that are drifted, with how far they are beyond their limits. */
export function worstOf(column: ColumnReport): WorstColumn[] {
  const { name, aspects, decided_by: by, reasons } = column;
  const found: WorstColumn[] = [];
  if (aspects.distribution === 'drifted' && by && by.value !== null)
    found.push({ column: name, aspect: 'distribution', measure: by.measure, value: by.value, threshold: by.threshold, ratio: by.value / by.threshold });
  const limited = [
    ['missing', 'missing-changed'],
    ['new_categories', 'new-categories'],
    ['range', 'out-of-range'],
  ] as const;
  for (const [aspect, id] of limited) {
    const values = reasons.find((reason) => reason.id === id)?.values;
    if (aspects[aspect] !== 'drifted' || !values) continue;
    const value = aspect === 'missing' ? Math.abs(Number(values['current']) - Number(values['reference'])) : Number(values['share']);
    const threshold = Number(values['limit']);
    found.push({ column: name, aspect, measure: null, value, threshold, ratio: threshold > 0 ? value / threshold : 1 });
  }
  return found;
}

/** How far a column is on the way to its threshold; from 1 on it is beyond. Where another of its verdicts is drifted, that one's, if it is further. */
export function ratioOf(column: ColumnReport): number | null {
  const by = column.decided_by;
  const own = by && by.value !== null ? by.value / by.threshold : null;
  const others = worstOf(column).map(({ ratio }) => ratio);
  return own === null && others.length === 0 ? null : Math.max(own ?? 0, ...others);
}

function scoreOf(column: ColumnReport, role: Role): ColumnScore {
  const { name, verdict, measures } = column;
  const { psi, js, hellinger, tvd, linf, cramers_v } = measures;
  const values = { ks: measures.ks?.d ?? null, wasserstein: measures.wasserstein?.normalised ?? null, psi, js, hellinger, tvd, linf, cramers_v };
  return { name, role, ratio: ratioOf(column), verdict, values };
}
