import { useMemo, useRef, useState } from 'react';
import { type LineageGraph, type LineageNode, lineageRef } from '../../../shared/models/lineage';
import { useAddress } from '../../data/address';
import { type Expansion, useLineage, useLineagePath } from '../../data/lineage';
import type { Here } from '../../data/workspace';
import { groupFans } from '../../parts/lineage-graph/group-fans';
import { LineageCanvas, type LineageCanvasHandle } from '../../parts/lineage-graph/lineage-canvas';
import { ScreenHeader } from '../../parts/screen-header';
import { Split } from '../../parts/side-panel';
import { WorkspaceGate } from '../../parts/workspace-gate';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import { ChosenPanel } from './chosen-panel';
import { GroupPanel } from './group-panel';
import { LineageDeeds } from './lineage-deeds';
import { LineageExport } from './lineage-export';
import { LineageTable } from './lineage-table';
import styles from './lineage.module.css';
import { nameOf } from './rows';
import { Toolbar } from './toolbar';
import { useOpenThing } from './use-open-thing';
import { type ViewState, viewState } from './view-state';

/** What came of what: from a thing up to what it was made from and down to what stands on it. */
export function Lineage() {
  return <WorkspaceGate title="lineage.title">{(here) => <OfWorkspace here={here} />}</WorkspaceGate>;
}

function OfWorkspace({ here }: { readonly here: Here }) {
  const say = useWords();
  const [view, setView] = useAddress(viewState);
  const { focus, way, depth, kinds, asOf, to } = view;
  const stable = JSON.stringify([focus, to]);
  const [expanded, setExpanded] = useState<{ readonly of: string; readonly expansions: readonly Expansion[] }>({ of: stable, expansions: NONE });
  const expansions = expanded.of === stable ? expanded.expansions : NONE;
  const around = useLineage(here, { focus, up: way === 'down' ? 0 : depth, down: way === 'up' ? 0 : depth, kinds: kinds && [...kinds], asOf }, expansions);
  const path = useLineagePath(here, focus, to, asOf);
  const onPath = useMemo((): LineageGraph | undefined => path.data && { ...path.data, total: path.data.nodes.length, asOf }, [path.data, asOf]);
  const read = to ? path : around;
  const graph = to ? onPath : around.graph;
  const canvas = useRef<LineageCanvasHandle>(null);
  const focused = focus && around.graph?.nodes.find((node) => lineageRef(node) === lineageRef(focus));
  return (
    <div className={styles.screen}>
      <ScreenHeader title={focused ? say('lineage.of', { title: nameOf(focused) }) : say('lineage.title')}>
        {graph && <LineageExport graph={graph} canvas={canvas} view={view.view} />}
        <LineageDeeds here={here} onShow={(key) => setView({ focus: key, to: null, kinds: null, asOf: null, way: 'both', chosen: lineageRef(key) }, 'push')} />
      </ScreenHeader>
      <Toolbar here={here} view={view} setView={setView} graph={graph} canvas={canvas} />
      {to && (
        <PathBanner
          here={here}
          view={view}
          found={Boolean(onPath && onPath.nodes.length > 0)}
          nodes={[...(onPath?.nodes ?? []), ...(around.graph?.nodes ?? [])]}
          onLeave={() => setView({ to: null }, 'push')}
        />
      )}
      {graph ? (
        <Shown
          here={here}
          view={view}
          setView={setView}
          graph={graph}
          stable={stable}
          canvas={canvas}
          onExpand={(expansion) => setExpanded({ of: stable, expansions: [...expansions, expansion] })}
        />
      ) : read.error ? (
        <FailureState failure={read.error} what={say('lineage.failed')} onRetry={() => void read.refetch()} />
      ) : (
        <LoadingState what={say('lineage.reading')} lines={6} />
      )}
    </div>
  );
}

const NONE: readonly Expansion[] = [];
type SetView = ReturnType<typeof useAddress<ViewState>>[1];

type ShownProps = {
  readonly here: Here;
  readonly view: ViewState;
  readonly setView: SetView;
  readonly graph: LineageGraph;
  readonly stable: string;
  readonly canvas: React.RefObject<LineageCanvasHandle | null>;
  readonly onExpand: (expansion: Expansion) => void;
};

function Shown({ here, view, setView, graph, stable, canvas, onExpand }: ShownProps) {
  const say = useWords();
  const open = useOpenThing(here.connection);
  const [openGroups, setOpenGroups] = useState<ReadonlySet<string>>(new Set());
  const focus = view.focus && lineageRef(view.focus);
  const boxes = useMemo(() => groupFans(graph, openGroups, focus), [graph, openGroups, focus]);
  const nodes = useMemo(() => new Map(graph.nodes.map((node) => [lineageRef(node), node])), [graph]);
  const chosen = view.chosen === null ? undefined : nodes.get(view.chosen);
  const group = boxes.boxes.find(({ ref, members }) => ref === view.chosen && members.length > 0);
  if (graph.nodes.length === 0 || (graph.nodes.length === 1 && graph.total <= 1 && !view.focus)) {
    const gone = view.focus !== null || view.asOf !== null;
    if (view.to) return null; // the banner says that there is no way
    return (
      <EmptyState
        title={say(gone ? 'lineage.gone.title' : 'lineage.empty.title')}
        text={say(gone ? 'lineage.gone.text' : 'lineage.empty.text')}
        action={gone && <Button onClick={() => setView({ focus: null, asOf: null, kinds: null }, 'push')}>{say('lineage.all')}</Button>}
      />
    );
  }
  const openGroup = (ref: string) => setOpenGroups(new Set([...openGroups, ref]));
  const takenFrom = boxes.boxes.find(({ ref }) => ref === view.chosen)?.group ?? null;
  const select = (ref: string | null) => setView({ chosen: ref });
  return (
    <Split>
      {view.view === 'table' ? (
        <LineageTable graph={graph} chosen={view.chosen} onChoose={select} onOpen={open} />
      ) : (
        <LineageCanvas
          handle={canvas}
          graph={boxes}
          stable={stable}
          focus={focus}
          selected={view.chosen}
          said={chosen ? saidOf(chosen, graph, say) : say('lineage.chosen.none')}
          onSelect={select}
          onOpen={({ ref, node }) => (node ? open(node) : openGroup(ref))}
          onMore={({ node }, way) => node && onExpand({ of: { kind: node.kind, id: node.id }, way })}
        />
      )}
      {group && <GroupPanel group={group} onOpen={() => openGroup(group.ref)} onClose={() => select(null)} onChoose={select} />}
      {chosen && (
        <ChosenPanel
          here={here}
          node={chosen}
          asOf={view.asOf}
          onClose={() => select(null)}
          onChoose={select}
          onCentre={() => setView({ focus: { kind: chosen.kind, id: chosen.id }, to: null, way: 'both' }, 'push')}
          onPath={(to) => setView({ focus: { kind: chosen.kind, id: chosen.id }, to }, 'push')}
          onExpand={(way) => onExpand({ of: { kind: chosen.kind, id: chosen.id }, way })}
          onTogether={
            takenFrom !== null && view.view === 'graph'
              ? () => {
                  setOpenGroups(new Set([...openGroups].filter((ref) => ref !== takenFrom)));
                  select(takenFrom);
                }
              : null
          }
        />
      )}
    </Split>
  );
}

function saidOf(node: LineageNode, { edges }: LineageGraph, say: ReturnType<typeof useWords>): string {
  const ref = lineageRef(node);
  const { kind, title, detail, state, more } = node;
  const up = edges.filter(({ to }) => to === ref).length + more.up;
  const down = edges.filter(({ from }) => from === ref).length + more.down;
  return say('lineage.chosen.said', { kind: say(`lineage.kind.${kind}`), title, detail, state: say(`lineage.state.${state}`), up, down });
}

type PathBannerProps = {
  readonly here: Here;
  readonly view: ViewState;
  readonly found: boolean;
  readonly nodes: readonly LineageNode[];
  readonly onLeave: () => void;
};

/** Two ends, and whether there is a way between them. */
function PathBanner({ view: { focus, to }, found, nodes, onLeave }: PathBannerProps) {
  const say = useWords();
  const name = (key: typeof to) => {
    const node = nodes.find((each) => key && lineageRef(each) === lineageRef(key));
    return node ? nameOf(node) : (key?.id ?? '');
  };
  return (
    <Banner
      tone={found ? 'info' : 'warn'}
      title={say(found ? 'lineage.path.shown' : 'lineage.path.none', { from: name(focus), to: name(to) })}
      action={<Button onClick={onLeave}>{say('lineage.path.leave')}</Button>}
    />
  );
}
