import { memo, type ReactNode, type Ref } from 'react';
import { DELIVERY_STATES } from '../../../shared/models/delivery';
import type { SetAddress } from '../../data/address';
import type { Connections } from '../../data/connections';
import { FilterBar, FilterMenu, FilterWords } from '../../parts/filter-bar';
import { ColumnMenu } from '../../ui/column-menu';
import type { MenuEntry } from '../../ui/menu';
import { useWords } from '../../ui/use-words';
import { isColumn, NAME_COLUMN } from './order';
import { type Counts, GROUPINGS } from './rows';
import { allColumns, DEFAULT_COLUMNS, type ViewState } from './view-state';

export type ToolbarProps = {
  readonly state: ViewState;
  readonly set: SetAddress<ViewState>;
  readonly connections: Connections;
  readonly byState: Counts;
  readonly byConnection: Counts;
  readonly field: Ref<HTMLInputElement>;
};

/** What narrows, groups and arranges the table. */
export const Toolbar = memo(function Toolbar({ state, set, connections, byState, byConnection, field }: ToolbarProps) {
  const say = useWords();
  return (
    <FilterBar>
      <StateMenu state={state} set={set} byState={byState} />
      <ConnectionMenu state={state} set={set} connections={connections} byConnection={byConnection} />
      <FilterWords
        ref={field}
        label={say('deliveries.filter')}
        placeholder={say('deliveries.filter.placeholder')}
        hint={say('deliveries.filter.hint')}
        value={state.text}
        onChange={(text) => set({ text })}
      />
      <GroupMenu state={state} set={set} />
      <ColumnMenu
        columns={allColumns(state.columns).map((id) => ({ id, label: say(`deliveries.column.${id}`), fixed: id === NAME_COLUMN }))}
        shown={state.columns}
        onChange={(columns) => set({ columns: columns.filter(isColumn) })}
        onReset={() => set({ columns: DEFAULT_COLUMNS })}
      />
    </FilterBar>
  );
});

type Part<K extends keyof ToolbarProps> = Pick<ToolbarProps, 'state' | 'set' | K>;

const toggled = (list: readonly string[], id: string) => (list.includes(id) ? list.filter((each) => each !== id) : [...list, id]);

function StateMenu({ state: { states }, set, byState }: Part<'byState'>) {
  const say = useWords();
  const entries = DELIVERY_STATES.filter((id) => byState.has(id) || states.includes(id)).map(
    (id): MenuEntry => ({
      id,
      word: `${say(`deliveries.state.${id}`)} · ${byState.get(id) ?? 0}`,
      checked: states.includes(id),
      onPress: () => set({ states: toggled(states, id) }),
    }),
  );
  const [only] = states;
  const chosen = states.length === 1 && only !== undefined ? DELIVERY_STATES.find((id) => id === only) : undefined;
  return (
    <CountedMenu label={say('deliveries.filter.state')} entries={entries} count={states.length} onClear={() => set({ states: [] })}>
      {chosen && say(`deliveries.state.${chosen}`)}
    </CountedMenu>
  );
}

function ConnectionMenu({ state: { connections: chosen }, set, connections: { list, byId }, byConnection }: Part<'connections' | 'byConnection'>) {
  const say = useWords();
  const entries = list.map(
    ({ id, name }): MenuEntry => ({
      id,
      word: `${name} · ${byConnection.get(id) ?? 0}`,
      checked: chosen.includes(id),
      onPress: () => set({ connections: toggled(chosen, id) }),
    }),
  );
  const [only] = chosen;
  return (
    <CountedMenu label={say('deliveries.filter.connection')} entries={entries} count={chosen.length} onClear={() => set({ connections: [] })}>
      {chosen.length === 1 && only !== undefined && <bdi>{byId.get(only)?.name ?? only}</bdi>}
    </CountedMenu>
  );
}

type CountedMenuProps = {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly count: number;
  readonly onClear: () => void;
  /** What is chosen, where it is one. */
  readonly children: ReactNode;
};

function CountedMenu({ label, entries, count, onClear, children }: CountedMenuProps) {
  const say = useWords();
  const all: MenuEntry[] = [{ id: 'any', word: say('deliveries.filter.any'), checked: count === 0, onPress: onClear }, { kind: 'rule' }, ...entries];
  return (
    <FilterMenu label={label} entries={all} any={count === 0}>
      {children || (count === 0 ? say('deliveries.filter.any') : say('deliveries.filter.some', { count }))}
    </FilterMenu>
  );
}

function GroupMenu({ state: { group }, set }: Part<never>) {
  const say = useWords();
  const entries = GROUPINGS.map((id): MenuEntry => ({ id, word: say(`deliveries.group.${id}`), checked: id === group, onPress: () => set({ group: id }) }));
  return (
    <FilterMenu label={say('deliveries.group')} entries={entries} any={group === 'none'}>
      {say(`deliveries.group.${group}`)}
    </FilterMenu>
  );
}
