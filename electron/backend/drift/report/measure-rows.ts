import type { DriftMeasures, DriftReason, ColumnReport } from '../../../../shared/models/drift-report';
import type { WordId } from '../../../../shared/words/words';

/** A number of a report, where it stands in the JSON form, and how it is told. */
export type Figure = { readonly path: string; readonly value: number; readonly told: 'number' | 'share' | 'p' | 'p-adjusted' };
/** A line of a column's measures: its numbers, the first of which is its size, or why there are none. */
export type MeasureRow = {
  readonly name: WordId;
  readonly definition: WordId;
  readonly decides: boolean;
  readonly figures: readonly Figure[];
  readonly method: 'exact' | 'asymptotic' | null;
  readonly df: number | null;
  readonly absent: DriftReason | null;
};

type MeasureId = keyof DriftMeasures;
const PLAIN = ['psi', 'js', 'hellinger', 'tvd', 'linf', 'cramers_v'] as const;
const SHARES = ['new_category_share', 'out_of_range_share'] as const;

/** Every measure of a column, in the order of the published form. */
export function measureRows(column: ColumnReport): MeasureRow[] {
  const { ks, wasserstein, chi2, ...others } = column.measures;
  const row = (id: MeasureId, figures: readonly (Figure | null)[], more: Partial<MeasureRow> = {}): MeasureRow => ({
    name: `drift.measure.${id}`,
    definition: `drift.definition.${id}`,
    decides: column.decided_by?.measure === id,
    figures: figures.filter((found) => found !== null),
    method: null,
    df: null,
    absent: figures.some((found) => found !== null) ? null : (column.absent[id] ?? null),
    ...more,
  });
  const figure = (path: string, value: number | null | undefined, told: Figure['told']): Figure | null =>
    value === null || value === undefined ? null : { path, value, told };
  const plain = (id: (typeof PLAIN)[number]) => row(id, [figure(id, others[id], 'number')]);
  const [psi, js, hellinger, tvd, linf, cramersV] = PLAIN.map(plain);
  const rows = [
    row('ks', [figure('ks.d', ks?.d, 'number'), figure('ks.p', ks?.p, 'p'), figure('ks.p_adjusted', ks?.p_adjusted, 'p-adjusted')], {
      method: ks?.method ?? null,
    }),
    row('wasserstein', [figure('wasserstein.normalised', wasserstein?.normalised, 'number')]),
    row('wasserstein', [figure('wasserstein.raw', wasserstein?.raw, 'number')], { name: 'drift.measure.wasserstein.raw', decides: false }),
    psi,
    js,
    hellinger,
    tvd,
    linf,
    row(
      'chi2',
      [figure('chi2.statistic', chi2?.statistic, 'number'), figure('chi2.p', chi2?.p, 'p'), figure('chi2.p_adjusted', chi2?.p_adjusted, 'p-adjusted')],
      {
        df: chi2?.df ?? null,
      },
    ),
    cramersV,
    ...SHARES.map((id) => row(id, [figure(id, others[id], 'share')])),
  ];
  return rows.filter((found) => found !== undefined);
}
