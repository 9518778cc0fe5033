import type { Output } from '../../../../shared/api/api';
import type { TableSort } from '../../../ui/table-column';
import { type Found, foundOf } from '../heat-map/heat-grid';
import { isDriftMeasure, sizeOf } from '../measures';

export type Feature = Output<'drift.features'>['columns'][number];
export type FeatureRow = { readonly name: string; readonly feature: Feature; readonly found: Found };

const CARE: readonly Found[] = ['drifted', 'near', 'insufficient', 'same'];
type Compared = number | string;

function valueOf({ feature, found }: FeatureRow, column: string): Compared {
  if (isDriftMeasure(column)) return sizeOf(feature, column) ?? -1;
  switch (column) {
    case 'name':
      return feature.name;
    case 'type':
      return feature.type ?? '';
    case 'verdict':
      return CARE.indexOf(found);
    case 'missing':
      return feature.null_rate_current ?? -1;
    case 'new':
      return feature.measures.new_category_share ?? -1;
    case 'range':
      return feature.measures.out_of_range_share ?? -1;
    case 'rows':
      return feature.n_current;
    default:
      return 0;
  }
}

/** Those that answer to a text, predictions apart from inputs; without an order of their own, as they came: the worst first. */
export function featureRows(
  columns: readonly Feature[],
  text: string,
  sort: TableSort | null,
): { readonly predictions: readonly FeatureRow[]; readonly inputs: readonly FeatureRow[] } {
  const asked = text.trim().toLowerCase();
  const rows = columns
    .filter(({ name }) => name.toLowerCase().includes(asked))
    .map((feature): FeatureRow => ({ name: feature.name, feature, found: foundOf(feature.ratio, feature.verdict) }));
  const ordered = sort
    ? rows.toSorted((one, other) => {
        const [a, b] = [valueOf(one, sort.column), valueOf(other, sort.column)];
        return (sort.descending ? -1 : 1) * (a < b ? -1 : a > b ? 1 : 0);
      })
    : rows;
  const of = (role: Feature['role']) => ordered.filter(({ feature }) => feature.role === role);
  return { predictions: of('prediction'), inputs: of('input') };
}
