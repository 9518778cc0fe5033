import { useState } from 'react';
import { LINEAGE_KINDS, type LineageGraph } from '../../../shared/models/lineage';
import type { SetAddress } from '../../data/address';
import type { Here } from '../../data/workspace';
import type { LineageCanvasHandle } from '../../parts/lineage-graph/lineage-canvas';
import { FilterBar, FilterMenu } from '../../parts/filter-bar';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { AddIcon, FitIcon, LineageIcon, MinusIcon, SearchIcon, TableIcon } from '../../ui/icons';
import { Segmented } from '../../ui/segmented';
import { useWords } from '../../ui/use-words';
import { AsOf } from './as-of';
import { FindDialog } from './find-dialog';
import styles from './lineage.module.css';
import { DEPTH_MAX, type ViewState, WAYS } from './view-state';

export type ToolbarProps = {
  readonly here: Here;
  readonly view: ViewState;
  readonly setView: SetAddress<ViewState>;
  readonly graph: LineageGraph | undefined;
  readonly canvas: React.RefObject<LineageCanvasHandle | null>;
};

/** What is looked at, how far, of which kinds, as of when. */
export function Toolbar({ here, view, setView, graph, canvas }: ToolbarProps) {
  const say = useWords();
  const [finding, setFinding] = useState(false);
  const shown = graph?.nodes.length ?? 0;
  return (
    <FilterBar>
      <Button icon={SearchIcon} onClick={() => setFinding(true)}>
        {say('lineage.find')}
      </Button>
      {view.focus && (
        <>
          <Button onClick={() => setView({ focus: null, to: null, chosen: null }, 'push')}>{say('lineage.all')}</Button>
          <Segmented
            label={say('lineage.way')}
            value={view.way}
            segments={WAYS.map((way) => ({ value: way, label: say(`lineage.way.${way}`) }))}
            onChange={(way) => setView({ way })}
          />
          <Depth depth={view.depth} onChange={(depth) => setView({ depth })} />
        </>
      )}
      <Kinds view={view} setView={setView} />
      <AsOf view={view} setView={setView} graph={graph} />
      {graph && <span className={styles.count}>{say('lineage.shown', { shown, total: Math.max(graph.total, shown) })}</span>}
      <div className={styles.end}>
        {view.view === 'graph' && (
          <>
            <IconButton icon={MinusIcon} label={say('lineage.zoom.out')} onClick={() => canvas.current?.zoomBy(1 / 1.4)} />
            <IconButton icon={FitIcon} label={say('lineage.zoom.fit')} onClick={() => canvas.current?.fit()} />
            <IconButton icon={AddIcon} label={say('lineage.zoom.in')} onClick={() => canvas.current?.zoomBy(1.4)} />
          </>
        )}
        <Segmented
          label={say('lineage.view')}
          value={view.view}
          segments={[
            { value: 'graph', label: say('lineage.view.graph'), icon: LineageIcon },
            { value: 'table', label: say('lineage.view.table'), icon: TableIcon },
          ]}
          onChange={(shape) => setView({ view: shape })}
        />
      </div>
      {finding && (
        <FindDialog
          here={here}
          title={say('lineage.find')}
          onClose={() => setFinding(false)}
          onFound={({ kind, id }) => {
            setFinding(false);
            setView({ focus: { kind, id }, to: null, chosen: `${kind}|${id}` }, 'push');
          }}
        />
      )}
    </FilterBar>
  );
}

function Depth({ depth, onChange }: { readonly depth: number; readonly onChange: (depth: number) => void }) {
  const say = useWords();
  return (
    <fieldset className={styles.depth} aria-label={say('lineage.depth')} title={say('lineage.depth.help')}>
      <span className={styles.label}>{say('lineage.depth')}</span>
      <IconButton size="s" icon={MinusIcon} label={say('lineage.depth.less')} onClick={() => onChange(Math.max(1, depth - 1))} />
      <span data-figures>{depth}</span>
      <IconButton size="s" icon={AddIcon} label={say('lineage.depth.more')} onClick={() => onChange(Math.min(DEPTH_MAX, depth + 1))} />
    </fieldset>
  );
}

type PartProps = Pick<ToolbarProps, 'view' | 'setView'>;

function Kinds({ view: { kinds }, setView }: PartProps) {
  const say = useWords();
  const toggle = (kind: (typeof LINEAGE_KINDS)[number]) => {
    const chosen = kinds ?? LINEAGE_KINDS;
    const next = chosen.includes(kind) ? chosen.filter((each) => each !== kind) : [...chosen, kind];
    setView({ kinds: next.length === 0 || next.length === LINEAGE_KINDS.length ? null : next });
  };
  return (
    <FilterMenu
      label={say('lineage.kinds')}
      entries={LINEAGE_KINDS.map((kind) => ({
        id: kind,
        word: say(`lineage.kind.${kind}`),
        checked: kinds?.includes(kind) ?? true,
        onPress: () => toggle(kind),
      }))}
      any={kinds === null}
    >
      {kinds ? kinds.map((kind) => say(`lineage.kind.${kind}`)).join(', ') : say('lineage.kinds.all')}
    </FilterMenu>
  );
}
