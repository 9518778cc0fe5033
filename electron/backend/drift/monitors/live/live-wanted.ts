import type { MonitorSettings } from '../../../../../shared/models/drift-monitor';
import type { LiveColumn, LiveWanted } from '../../../../../shared/models/live-counts';
import type { Basis } from '../basis';

/** What is asked of an engine fits into a line to it (`TO_ENGINE_MAX`), also with what stands around it. */
const BYTES_MAX = 500_000;
const COLUMNS_MAX = 5_000;

/** What of a service is to be counted for a monitor while it is answered, in the bins of its windows; `leftOut`: columns that are too much for it. */
export function liveWanted(
  { source, window }: MonitorSettings,
  { bins }: Pick<Basis, 'bins'>,
): { readonly wanted: LiveWanted; readonly leftOut: number } | null {
  if (source.kind !== 'payloads') return null;
  const columns: LiveColumn[] = [];
  let bytes = 0;
  for (const { name, type, config, bins: own } of bins.columns) {
    const counted = own.kind === 'edges' ? { kind: own.kind, edges: own.edges } : { kind: own.kind, values: own.values };
    const column: LiveColumn = { name, type, ...(config.as && { as: config.as }), bins: counted };
    const more = Buffer.byteLength(JSON.stringify(column));
    if (bytes + more > BYTES_MAX || columns.length >= COLUMNS_MAX) continue;
    bytes += more;
    columns.push(column);
  }
  const { service, revision } = source;
  return { wanted: { service, revision, window, columns }, leftOut: bins.columns.length - columns.length };
}
