import type { LineageGraph } from '../../../shared/models/lineage';
import { ExportMenu } from '../../parts/export-menu';
import type { LineageCanvasHandle } from '../../parts/lineage-graph/lineage-canvas';
import { notify } from '../../parts/notices';
import { savePicture } from '../../parts/save-picture';
import { useWords } from '../../ui/use-words';
import { lineageRows } from './rows';

export type LineageExportProps = {
  readonly graph: LineageGraph;
  readonly canvas: React.RefObject<LineageCanvasHandle | null>;
  readonly view: 'graph' | 'table';
};

/** What is shown, as a file. */
export function LineageExport({ graph, canvas, view }: LineageExportProps) {
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
  const picture = async () => {
    const made = await canvas.current?.picture();
    if (made) await savePicture('lineage', made);
    else notify({ tone: 'bad', word: 'workspace.export.failed' });
  };
  const failed = () => notify({ tone: 'bad', word: 'workspace.export.failed' });
  const png = { id: 'png', word: say('lineage.export.png'), onPress: () => void picture().catch(failed) };
  return <ExportMenu name="lineage" table={table} json={() => graph} more={view === 'graph' ? [png] : []} />;
}
