import { type Ref, useState } from 'react';
import { RUN_STATES } from '../../../shared/models/run';
import { useRequest } from '../../data/request';
import type { SetAddress } from '../../data/address';
import { FilterBar, FilterMenu, FilterWords } from '../../parts/filter-bar';
import { Button } from '../../ui/button';
import { ColumnMenu } from '../../ui/column-menu';
import { AddIcon, CloseIcon } from '../../ui/icons';
import type { MenuEntry } from '../../ui/menu';
import { useWords } from '../../ui/use-words';
import { columnWord } from './columns';
import { ConditionDialog } from './condition-dialog';
import { conditionText } from './conditions';
import styles from './runs.module.css';
import { type ColumnId, isColumn, type Keys, OWN_COLUMNS, type ViewState } from './view-state';

export type ToolbarProps = {
  readonly connection: string;
  readonly state: ViewState;
  readonly set: SetAddress<ViewState>;
  readonly columns: readonly ColumnId[];
  readonly keys: Keys;
  readonly field: Ref<HTMLInputElement>;
};

/** What narrows the runs: by state, experiment and words, and by what a metric, a parameter or a tag is. */
export function Toolbar({ connection, state, set, columns, keys, field }: ToolbarProps) {
  const say = useWords();
  const [adding, setAdding] = useState(false);
  return (
    <FilterBar>
      <StateMenu state={state} set={set} />
      <ExperimentMenu connection={connection} state={state} set={set} />
      <FilterWords ref={field} label={say('runs.filter')} placeholder={say('runs.filter.placeholder')} value={state.text} onChange={(text) => set({ text })} />
      <Button icon={AddIcon} onClick={() => setAdding(true)}>
        {say('runs.condition.add')}
      </Button>
      <Columns columns={columns} keys={keys} set={set} />
      {state.conditions.length > 0 && (
        <ul className={styles.conditions} aria-label={say('runs.conditions')}>
          {state.conditions.map((condition, index) => {
            const text = conditionText(condition);
            return (
              <li key={text}>
                <Button
                  size="s"
                  trailing={CloseIcon}
                  aria-label={say('runs.condition.remove', { condition: text })}
                  onClick={() => set({ conditions: state.conditions.filter((_, each) => each !== index) })}
                >
                  <bdi dir="ltr" className={styles.condition}>
                    {text}
                  </bdi>
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      {adding && (
        <ConditionDialog
          keys={keys}
          onClose={() => setAdding(false)}
          onAdd={(condition) => {
            setAdding(false);
            set({ conditions: [...state.conditions, condition] });
          }}
        />
      )}
    </FilterBar>
  );
}

type Part = Pick<ToolbarProps, 'state' | 'set'>;
const toggled = <T extends string>(list: readonly T[], id: T): readonly T[] => (list.includes(id) ? list.filter((each) => each !== id) : [...list, id]);

function StateMenu({ state: { states, deleted }, set }: Part) {
  const say = useWords();
  const entries: MenuEntry[] = [
    { id: 'any', word: say('runs.filter.any'), checked: states.length === 0, onPress: () => set({ states: [] }) },
    { kind: 'rule' },
    ...RUN_STATES.map(
      (id): MenuEntry => ({ id, word: say(`runs.state.${id}`), checked: states.includes(id), onPress: () => set({ states: toggled(states, id) }) }),
    ),
    { kind: 'rule' },
    { id: 'deleted', word: say('runs.filter.deleted'), checked: deleted, onPress: () => set({ deleted: !deleted }) },
  ];
  const [only] = states;
  return (
    <FilterMenu label={say('runs.column.state')} entries={entries} any={!deleted && only === undefined}>
      {deleted
        ? say('runs.filter.deleted')
        : only === undefined
          ? say('runs.filter.any')
          : states.length === 1
            ? say(`runs.state.${only}`)
            : say('runs.filter.some', { count: states.length })}
    </FilterMenu>
  );
}

function ExperimentMenu({ connection, state: { experiment }, set }: Part & { readonly connection: string }) {
  const say = useWords();
  const experiments = useRequest('experiments.list', { connection }).data?.experiments ?? [];
  if (experiments.length < 2 && experiment === null) return null;
  const entries: MenuEntry[] = [
    { id: 'any', word: say('runs.filter.any'), checked: experiment === null, closes: true, onPress: () => set({ experiment: null }) },
    { kind: 'rule' },
    ...experiments.map(
      ({ id, name, runs }): MenuEntry => ({
        id: `of ${id}`,
        word: `${name} · ${runs}`,
        checked: experiment === id,
        closes: true,
        onPress: () => set({ experiment: id }),
      }),
    ),
  ];
  return (
    <FilterMenu label={say('runs.column.experiment')} entries={entries} any={experiment === null}>
      {experiment === null ? say('runs.filter.any') : <bdi>{experiments.find(({ id }) => id === experiment)?.name ?? experiment}</bdi>}
    </FilterMenu>
  );
}

/** What every run has, and the metrics and parameters that most have. */
function Columns({ columns, keys, set }: Pick<ToolbarProps, 'columns' | 'keys' | 'set'>) {
  const say = useWords();
  const all: readonly ColumnId[] = [
    ...columns,
    ...OWN_COLUMNS.filter((id) => !columns.includes(id)),
    ...keys.metrics.map(({ key }) => `metric:${key}` as const).filter((id) => !columns.includes(id)),
    ...keys.params.map(({ key }) => `param:${key}` as const).filter((id) => !columns.includes(id)),
  ];
  const label = (id: ColumnId) => {
    const word = columnWord(say, id);
    if (id.startsWith('metric:')) return say('runs.column.of-metric', { name: word });
    return id.startsWith('param:') ? say('runs.column.of-param', { name: word }) : word;
  };
  return (
    <ColumnMenu
      columns={all.map((id) => ({ id, label: label(id), fixed: id === 'name' }))}
      shown={columns}
      onChange={(next) => set({ columns: next.filter(isColumn) })}
      onReset={() => set({ columns: null })}
    />
  );
}
