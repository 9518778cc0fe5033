import type { PayloadFeature } from '../../../../shared/models/payload';
import type { PayloadRow } from '../thread-messages';
import { type Column, keptOf, treatmentsOf } from './kept-body';
import type { FileRow } from './payload-file';

/** Rows with the same columns: what goes into one file. */
export type RowGroup = { readonly key: string; readonly columns: readonly Column[]; readonly rows: FileRow[]; readonly from: Set<PayloadRow> };

/** Read in parts, so that the thread hears what it is told. */
const SLICE = 500;
/** A server that names its outputs anew each time has bodies alone, not a file for each. */
const GROUPS_MAX = 16;

/** Reads bodies, and takes out of them what is not to be written. Revisions whose inputs have other types have files of their own. */
export async function groupRows(rows: readonly PayloadRow[], features: readonly PayloadFeature[]): Promise<readonly RowGroup[]> {
  const treatments = treatmentsOf(features);
  const groups = new Map<string, RowGroup>();
  for (const [place, row] of rows.entries()) {
    if (place % SLICE === SLICE - 1) await new Promise(setImmediate);
    const { columns, request, response, values } = keptOf(row, treatments);
    const key = columns.map(({ name, datatype }) => `${datatype} ${name}`).join('\n');
    const group = groups.get(key) ?? (groups.size < GROUPS_MAX ? groupOf(key, columns) : (groups.get('') ?? groupOf('', [])));
    groups.set(group.key, group);
    const { at, id, revision, status, ms, shadow = false } = row;
    group.rows.push({ at, id, revision, status, ms, shadow, request, response, values: group.key === key ? values : null });
    group.from.add(row);
  }
  return joined([...groups.values()]);
}

const groupOf = (key: string, columns: readonly Column[]): RowGroup => ({ key, columns, rows: [], from: new Set() });

/** Rows without columns, those of errors, go with others: they fit in every file. */
function joined(groups: readonly RowGroup[]): readonly RowGroup[] {
  const bare = groups.find(({ columns }) => columns.length === 0);
  const [most] = groups.filter((group) => group !== bare).toSorted((a, b) => b.rows.length - a.rows.length);
  if (!bare || !most) return groups;
  for (const row of bare.rows) most.rows.push(row);
  for (const row of bare.from) most.from.add(row);
  return groups.filter((group) => group !== bare);
}
