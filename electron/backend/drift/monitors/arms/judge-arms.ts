import { ARMS_COLUMNS_MAX, type ArmsSide } from '../../../../../shared/models/arms-drift';
import type { DriftConfig } from '../../../../../shared/models/drift-config';
import type { WorstColumn } from '../../../../../shared/models/drift-monitor';
import type { ColumnReport, DriftReport, DriftVerdict } from '../../../../../shared/models/drift-report';
import type { WindowCounts } from '../../counts/counts-file';
import type { CountedPart } from '../../counts/counts-store';
import type { FrozenColumn } from '../../counts/frozen-bins';
import type { Basis } from '../basis';
import { faultsOf, judgeCounts, rowsOf } from '../judge-windows';
import { ratioOf, type Role, worstOf } from '../standing';
import type { Both } from './arm-revisions';

/** What one arm's rows came to in the bins of a monitor. */
export type ArmCounts = { readonly columns: readonly WindowCounts[]; readonly parts: ReadonlyMap<string, CountedPart> };
export type JudgedSide = { readonly role: Role; readonly report: DriftReport };

const ROLES: readonly Role[] = ['input', 'prediction'];
/** Verdicts of a column, each with a test of its own at the level. */
const ASPECTS = 4;

/**
 * The candidate against the stable revision: what the monitor's reference fixed are the bins, and what the stable revision has in them stands
 * where the reference stood. Inputs and predictions are a report each. Pure.
 */
export function judgeArms(basis: Basis, config: DriftConfig, { stable, candidate }: Both<ArmCounts>): JudgedSide[] {
  return ROLES.flatMap((role) => {
    const own = ofRole(basis, role);
    if (own.columns.length === 0) return [];
    const held = withStable(own, stable);
    return [{ role, report: judgeCounts(held, withinBins(config, held), candidate.columns, faultsOf(candidate.parts), candidate.parts) }];
  });
}

/** An arm against the reference of the monitor itself, inputs and predictions together, as a window is judged. Pure. */
export const judgeArm = (basis: Basis, config: DriftConfig, { columns, parts }: ArmCounts): DriftVerdict =>
  judgeCounts(basis, config, columns, faultsOf(parts), parts).verdict;

const ofRole = (basis: Basis, role: Role): Basis => ({ ...basis, columns: basis.columns.filter((column) => column.role === role) });

function withStable(basis: Basis, { columns, parts }: ArmCounts): Basis {
  const said = faultsOf(parts);
  const rows = Math.max(0, ...columns.map(rowsOf));
  const of = new Map(columns.map((column) => [column.column, column]));
  const frozen = basis.bins.columns.map((column) => ({ column, own: of.get(column.name) }));
  // Rows in which it could not be counted: what the others say of it is not the whole.
  const isWhole = (own: WindowCounts | undefined) => rows === 0 || (own !== undefined && rowsOf(own) === rows);
  const lacking = frozen.filter(({ own }) => !isWhole(own)).map(({ column: { name } }) => name);
  const absent = { id: 'column-absent', values: { side: 'reference' } };
  return {
    ...basis,
    reference: { ...basis.reference, rows },
    bins: { ...basis.bins, columns: frozen.filter(({ own }) => isWhole(own)).map(({ column, own }) => ({ ...column, reference: countsOf(column, own) })) },
    faults: [...basis.faults, ...lacking.map((column) => ({ column, reason: said.get(column) ?? absent }))],
  };
}

function countsOf({ reference }: FrozenColumn, own: WindowCounts | undefined): FrozenColumn['reference'] {
  const counts = reference.counts.map((_, bin) => own?.counts[bin] ?? 0);
  const [nulls, notFinite] = [own?.nulls ?? 0, own?.notFinite ?? 0];
  const often = (times: number) => counts.filter((count) => count === times).length;
  const rows = counts.reduce((sum, count) => sum + count, nulls + notFinite);
  return { rows, nulls, notFinite, counts, sigma: null, once: often(1), twice: often(2) };
}

/**
 * What lies beyond the bins, or in no category of the reference, at the stable revision too is nothing new at the candidate: a change of its
 * share is one of the distribution.
 */
function withinBins(config: DriftConfig, { bins }: Basis): DriftConfig {
  const known = bins.columns.flatMap(({ name, bins: { kind }, reference: { counts } }) => {
    const beyond = (counts.at(-1) ?? 0) > 0 || (kind === 'edges' && (counts[0] ?? 0) > 0);
    const limit = kind === 'edges' ? { outOfRange: 1 } : { newCategories: 1 };
    return beyond ? [[name, { ...config.of[name], ...limit }] as const] : [];
  });
  return { ...config, of: { ...config.of, ...Object.fromEntries(known) } };
}

const VERDICTS: readonly DriftVerdict[] = ['drifted', 'insufficient', 'not-drifted'];

/** As it is told: what is furthest first. */
export function sideOf({ role, report: { verdict, columns, config } }: JudgedSide): ArmsSide {
  const ranked = columns
    .map((column) => ({ column, ratio: ratioOf(column) }))
    .toSorted((a, b) => VERDICTS.indexOf(a.column.verdict) - VERDICTS.indexOf(b.column.verdict) || (b.ratio ?? -1) - (a.ratio ?? -1));
  const countOf = (wanted: DriftVerdict) => columns.filter((column) => column.verdict === wanted).length;
  const rates = columns.flatMap(({ false_alarm_rate: rate }) => rate ?? []);
  const furthest = ranked.find(({ ratio }) => ratio !== null)?.column;
  return {
    role,
    verdict,
    columns: columns.length,
    drifted: countOf('drifted'),
    insufficient: countOf('insufficient'),
    furthest: furthest ? furthestOf(furthest) : null,
    // Of many columns no more than the level are called so for each of the four, as their p-values are adjusted to each other.
    falseAlarms:
      rates.length === 0
        ? null
        : Math.min(
            1,
            ASPECTS * config.level,
            rates.reduce((sum, rate) => sum + rate, 0),
          ),
    worst: ranked.slice(0, ARMS_COLUMNS_MAX).map(({ column: { name, verdict: own }, ratio }) => ({ name, verdict: own, ratio })),
  };
}

function furthestOf(column: ColumnReport): WorstColumn | null {
  const [beyond] = worstOf(column).toSorted((a, b) => b.ratio - a.ratio);
  if (beyond) return beyond;
  const { name, decided_by: by } = column;
  if (!by || by.value === null) return null;
  return { column: name, aspect: 'distribution', measure: by.measure, value: by.value, threshold: by.threshold, ratio: by.value / by.threshold };
}
