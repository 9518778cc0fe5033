import type { lineageApi } from '../../../shared/api/lineage';
import { grouped } from '../../../shared/lib/grouped';
import type { Handlers } from '../../../shared/api/verb';
import { type LineageEdge, type LineageGraph, type LineageKey, type LineageNode, lineageRef, type Relation } from '../../../shared/models/lineage';
import type { Changed, Facts, Registry } from '../contract';
import { FactStore, type Tie, type Way } from './fact-store';
import { type Thing, ThingStore } from './thing-store';
import { contract, countTogether, reach, shortestWays, type Step } from './walk';

export { MIGRATIONS } from './fact-store';

type Look = Parameters<Facts['describe']>[1];
type Looks = ReturnType<Look>;

/** Things named in a search that look at titles: more are not looked through. */
const SEARCHED_MAX = 20_000;

/** Facts and the questions that are asked of them. */
export class Lineage implements Facts {
  readonly #store: FactStore;
  readonly #things: ThingStore;
  readonly #looks = new Map<LineageKey['kind'], Look>();
  readonly #listeners = new Set<(fact: Omit<Relation, 'until'>) => void>();

  constructor(registry: Registry, changed: Changed) {
    this.#store = new FactStore(registry, changed);
    this.#things = new ThingStore(registry);
  }

  readonly add = (fact: Omit<Relation, 'until'>): boolean => {
    const isNew = this.#store.add(fact);
    if (isNew) for (const listener of this.#listeners) listener(fact);
    return isNew;
  };
  /** Called after a fact was added that was not there. */
  readonly onFact = (listener: (fact: Omit<Relation, 'until'>) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
  /** How a thing looks that no room of ours describes. */
  readonly tellOf = (thing: Thing): void => this.#things.put(thing);
  readonly end: Facts['end'] = (fact, at) => this.#store.end(fact, at);
  readonly describe: Facts['describe'] = (kind, look) => void this.#looks.set(kind, look);
  /** Every fact that names a thing, oldest first. */
  readonly factsOf = (key: LineageKey) => this.#store.factsOf(key);

  readonly handlers: Handlers<Omit<typeof lineageApi, 'lineage.importEvents'>> = {
    'lineage.graph': ({ focus, up, down, kinds, asOf, limit }) => this.#graph({ focus, up, down, kinds, asOf, limit }),
    'lineage.impact': ({ of, asOf }) => {
      const reached = [...reach([of], 'down', this.#step(asOf)).values()].filter(({ steps }) => steps > 0);
      const nodes = this.#nodes(reached.map(({ key }) => key));
      return { nodes: reached.map(({ steps }, index) => ({ steps, node: nodes[index] ?? bare(of) })) };
    },
    'lineage.path': ({ from, to, asOf }) => {
      const step = this.#step(asOf);
      const down = shortestWays(from, to, step);
      const ties = down.length > 0 ? down : shortestWays(to, from, step);
      return { nodes: this.#nodes(keysOf(ties)), edges: ties.map(edgeOf) };
    },
    'lineage.search': ({ match, limit }) => {
      const wanted = match.toLocaleLowerCase();
      const fits = ({ id, title, detail }: LineageNode) => [id, title, detail].some((text) => text.toLocaleLowerCase().includes(wanted));
      return { nodes: this.#nodes(this.#store.newest(SEARCHED_MAX, null)).filter(fits).slice(0, limit) };
    },
  };

  #step(asOf: number | null): Step {
    return (keys, way) => this.#store.ties(keys, way, asOf);
  }

  #graph({ focus, up, down, kinds, asOf, limit }: Omit<Parameters<(typeof this.handlers)['lineage.graph']>[0], 'connection'>): LineageGraph {
    const step = this.#step(asOf);
    const starts = focus ? [focus] : this.#store.newest(limit, asOf);
    const above = focus ? reach(starts, 'up', step, up, limit) : reach(starts, 'up', step, 0);
    const below = focus ? reach(starts, 'down', step, down, limit) : above;
    const reached = new Map([...above, ...below]);
    const isShown = (key: LineageKey) => !kinds || kinds.includes(key.kind) || (focus !== null && lineageRef(key) === lineageRef(focus));
    const inside = (key: LineageKey) => reached.has(lineageRef(key));
    const keys = [...reached.values()].map(({ key }) => key);
    const ties = step(keys, 'down');
    const drawn = ties.filter(({ from, to }) => inside(from) && inside(to));
    const shown = keys.filter(isShown);
    const more = countOutside([...ties, ...step(keys, 'up')], inside);
    return {
      nodes: this.#nodes(shown).map((node) => ({ ...node, more: more(node) })),
      edges: (kinds ? contract(drawn, isShown) : drawn).map(edgeOf),
      total: focus ? countTogether(starts, step) : this.#store.newest(Number.MAX_SAFE_INTEGER, asOf).length,
      asOf,
    };
  }

  /** In the order asked for. What no room describes is shown by its id. */
  #nodes(keys: readonly LineageKey[]): LineageNode[] {
    const looks = new Map<LineageKey['kind'], Looks>();
    for (const [kind, group] of grouped(keys, (key) => key.kind)) looks.set(kind, this.#looks.get(kind)?.(group.map(({ id }) => id)) ?? new Map());
    const strangers = keys.filter(({ kind, id }) => !looks.get(kind)?.has(id));
    const told = this.#things.of(strangers);
    return keys.map((key) => ({ ...bare(key), ...(looks.get(key.kind)?.get(key.id) ?? told.get(lineageRef(key))) }));
  }
}

const bare = ({ kind, id }: LineageKey): LineageNode => ({ kind, id, title: id, detail: '', at: null, state: 'unknown', more: { up: 0, down: 0 } });
const edgeOf = ({ from, to, relation }: Tie): LineageEdge => ({ from: lineageRef(from), to: lineageRef(to), relation });
const keysOf = (ties: readonly Tie[]): LineageKey[] => [...new Map(ties.flatMap(({ from, to }) => [from, to]).map((key) => [lineageRef(key), key])).values()];

/** How many neighbours each thing has that are not inside, each way. */
function countOutside(ties: readonly Tie[], inside: (key: LineageKey) => boolean): (key: LineageKey) => Record<Way, number> {
  const outside = { up: new Map<string, Set<string>>(), down: new Map<string, Set<string>>() };
  const note = (way: Way, of: LineageKey, other: LineageKey) => {
    if (inside(other)) return;
    const own = outside[way].get(lineageRef(of)) ?? new Set();
    outside[way].set(lineageRef(of), own.add(lineageRef(other)));
  };
  for (const { from, to } of ties) {
    if (inside(from)) note('down', from, to);
    if (inside(to)) note('up', to, from);
  }
  return (key) => ({ up: outside.up.get(lineageRef(key))?.size ?? 0, down: outside.down.get(lineageRef(key))?.size ?? 0 });
}
