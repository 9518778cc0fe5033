import type { LineageGraph } from '../../../shared/models/lineage';
import { ExportMenu } from '../../parts/export-menu';
import type { LineageCanvasHandle } from '../../parts/lineage-graph/lineage-canvas';
import { useWords } from '../../ui/use-words';
import { lineageRows } from './rows';

export type LineageExportProps = {
  readonly graph: LineageGraph;
  readonly canvas: React.RefObject<LineageCanvasHandle | null>;
  readonly view: 'graph' | 'table';
};

/** What is shown, as a file. */
export function LineageExport({ graph }: LineageExportProps) {
  const say = useWords();
  const table = () => ({
    headings: [...(['kind', 'title', 'detail', 'state', 'at', 'from', 'to'] as const).map((id) => say(`lineage.column-name.${id}`)), 'id'],
    rows: lineageRows(graph).map(({ node, from, to }) => [
      node.kind,
      node.title,
      node.detail,
      node.state,
      node.at === null ? null : new Date(node.at).toISOString(),
      from.join('; '),
      to.join('; '),
      node.id,
    ]),
  });
  return <ExportMenu name="lineage" table={table} json={() => graph} />;
}
