import { type Ref, useState } from 'react';
import { ACTION_IDS } from '../../../shared/models/action-id';
import type { SetAddress } from '../../data/address';
import { useConnections } from '../../data/connections';
import { FilterBar, FilterMenu, FilterWords } from '../../parts/filter-bar';
import { Button } from '../../ui/button';
import { CloseIcon } from '../../ui/icons';
import type { MenuEntry } from '../../ui/menu';
import { useWords } from '../../ui/use-words';
import { VERDICT_LOOKS } from './rows';
import { VERDICTS, type ViewState, type What } from './view-state';
import { SPANS, type When } from './when';
import { WhenDialog } from './when-dialog';

export type ToolbarProps = { readonly state: ViewState; readonly set: SetAddress<ViewState>; readonly field: Ref<HTMLInputElement> };

/** What narrows the ledger: by what, where, verdict and time, and by who and why in words. */
export function Toolbar({ state, set, field }: ToolbarProps) {
  const say = useWords();
  return (
    <FilterBar>
      <WhatMenu state={state} set={set} />
      <WhereMenu state={state} set={set} />
      <VerdictMenu state={state} set={set} />
      <WhenMenu state={state} set={set} />
      {state.entity !== null && (
        <Button trailing={CloseIcon} aria-label={say('ledger.filter.entity.clear')} onClick={() => set({ entity: null })}>
          {say('ledger.filter.entity', { name: state.entity.slice(state.entity.lastIndexOf('/') + 1) })}
        </Button>
      )}
      <FilterWords
        ref={field}
        label={say('ledger.filter')}
        placeholder={say('ledger.filter.placeholder')}
        value={state.text}
        onChange={(text) => set({ text })}
      />
    </FilterBar>
  );
}

type Part = Omit<ToolbarProps, 'field'>;
const toggled = <T extends string>(list: readonly T[], id: T): readonly T[] => (list.includes(id) ? list.filter((each) => each !== id) : [...list, id]);

function WhatMenu({ state: { whats }, set }: Part) {
  const say = useWords();
  const wordOf = (what: What) => (what === 'session' ? say('ledger.kinds.session') : say(`actions.${what}`));
  const actions = whats.filter((what) => what !== 'session');
  const entries: MenuEntry[] = [
    { id: 'any', word: say('ledger.filter.any'), checked: whats.length === 0, onPress: () => set({ whats: [] }) },
    { kind: 'rule' },
    ...ACTION_IDS.map((id): MenuEntry => ({ id, word: wordOf(id), checked: whats.includes(id), onPress: () => set({ whats: toggled(actions, id) }) })),
    { kind: 'rule' },
    // When the app wrote is no action: it is looked at alone.
    { id: 'session', word: wordOf('session'), checked: whats.includes('session'), onPress: () => set({ whats: ['session'], verdict: null }) },
  ];
  const [only] = whats;
  return (
    <FilterMenu label={say('ledger.filter.what')} entries={entries} any={whats.length === 0}>
      {whats.length === 0
        ? say('ledger.filter.any')
        : only !== undefined && whats.length === 1
          ? wordOf(only)
          : say('ledger.filter.some', { count: whats.length })}
    </FilterMenu>
  );
}

function WhereMenu({ state: { connections }, set }: Part) {
  const say = useWords();
  const { list, byId } = useConnections();
  const entries: MenuEntry[] = [
    { id: 'any', word: say('ledger.filter.any'), checked: connections.length === 0, onPress: () => set({ connections: [] }) },
    { kind: 'rule' },
    ...list.map(
      ({ id, name }): MenuEntry => ({ id, word: name, checked: connections.includes(id), onPress: () => set({ connections: toggled(connections, id) }) }),
    ),
  ];
  const [only] = connections;
  return (
    <FilterMenu label={say('ledger.filter.where')} entries={entries} any={connections.length === 0}>
      {connections.length === 1 && only !== undefined ? (
        <bdi>{byId.get(only)?.name ?? only}</bdi>
      ) : connections.length > 1 ? (
        say('ledger.filter.some', { count: connections.length })
      ) : (
        say('ledger.filter.any')
      )}
    </FilterMenu>
  );
}

function VerdictMenu({ state: { verdict, whats }, set }: Part) {
  const say = useWords();
  const choose = (next: ViewState['verdict']) => set({ verdict: next, ...(whats.includes('session') && { whats: [] }) });
  const entries: MenuEntry[] = [
    { id: 'any', word: say('ledger.filter.any'), checked: verdict === null, onPress: () => choose(null) },
    { kind: 'rule' },
    ...VERDICTS.map((id): MenuEntry => ({ id, word: say(VERDICT_LOOKS[id].word), checked: id === verdict, onPress: () => choose(id) })),
  ];
  return (
    <FilterMenu label={say('ledger.filter.verdict')} entries={entries} any={verdict === null}>
      {say(verdict === null ? 'ledger.filter.any' : VERDICT_LOOKS[verdict].word)}
    </FilterMenu>
  );
}

function WhenMenu({ state: { when }, set }: Part) {
  const say = useWords();
  const [choosing, setChoosing] = useState(false);
  const entries: MenuEntry[] = [
    { id: 'any', word: say('ledger.when.any'), checked: when.kind === 'any', onPress: () => set({ when: { kind: 'any' } }) },
    ...SPANS.map((kind): MenuEntry => ({ id: kind, word: say(`ledger.when.${kind}`), checked: when.kind === kind, onPress: () => set({ when: { kind } }) })),
    { kind: 'rule' },
    { id: 'range', word: say('ledger.when.range'), onPress: () => setChoosing(true) },
  ];
  return (
    <>
      <FilterMenu label={say('ledger.filter.when')} entries={entries} any={when.kind === 'any'}>
        {when.kind === 'days' ? <DaysText when={when} /> : say(when.kind === 'any' ? 'ledger.filter.any' : `ledger.when.${when.kind}`)}
      </FilterMenu>
      {choosing && <WhenDialog when={when} onClose={() => setChoosing(false)} onChoose={(next) => set({ when: next })} />}
    </>
  );
}

function DaysText({ when: { from, to } }: { readonly when: Extract<When, { kind: 'days' }> }) {
  const say = useWords();
  if (from !== null && to !== null) return say('ledger.when.between', { from, to });
  return from !== null ? say('ledger.when.since', { from }) : say('ledger.when.until', { to: to ?? '' });
}
