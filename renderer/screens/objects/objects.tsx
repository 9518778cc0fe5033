import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Connection } from '../../../shared/models/connection';
import { useAddress } from '../../data/address';
import { useConnections } from '../../data/connections';
import { markInteractive } from '../../data/marks';
import { type Action, useScreenActions } from '../../parts/actions';
import { CalmSea } from '../../parts/calm-sea';
import { ScreenHeader } from '../../parts/screen-header';
import { Split } from '../../parts/side-panel';
import { AddStore } from '../../parts/store-form/store-dialog';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { AddIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import { Level } from './level';
import { ObjectPanel } from './object-panel';
import { OpenDialog } from './open-dialog';
import { PlaceBar } from './place-bar';
import { prefixOf } from './rows';
import { placeOf, viewState } from './view-state';

/** What lies in object stores, from the buckets down. */
export function ObjectStores() {
  const say = useWords();
  const [state, set] = useAddress(viewState);
  const { list, known, failure } = useConnections();
  const stores = useMemo(() => list.filter(({ system }) => system === 'object-store'), [list]);
  const store = stores.find(({ id }) => id === state.store) ?? stores[0] ?? null;
  const add = useCallback(() => set({ adding: true }), [set]);
  useScreenActions(useMemo(() => actionsOf(add), [add]));
  useEffect(() => {
    if (known || failure) markInteractive();
  }, [known, failure]);
  return (
    <>
      <ScreenHeader title={say('objects.title')} lead={known && say('objects.count', { count: stores.length })}>
        {store && (
          <Button icon={AddIcon} onClick={add}>
            {say('objects.add')}
          </Button>
        )}
      </ScreenHeader>
      {failure && <FailureState failure={failure} what={say('connections.failed')} />}
      {!failure && !known && <LoadingState what={say('connections.loading')} />}
      {known && !store && (
        <EmptyState
          art={<CalmSea />}
          title={say('objects.none')}
          text={say('objects.none.text')}
          action={
            <Button kind="primary" onClick={add}>
              {say('objects.add')}
            </Button>
          }
        />
      )}
      {store && <Browsed key={store.id} store={store} stores={stores} />}
      {state.adding && <AddStore onClose={() => set({ adding: false })} onAdded={(id) => set({ ...placeOf('', ''), adding: false, store: id }, 'push')} />}
    </>
  );
}

function Browsed({ store, stores }: { readonly store: Connection; readonly stores: readonly Connection[] }) {
  const say = useWords();
  const [state, set] = useAddress(viewState);
  const [opening, setOpening] = useState<'bucket' | 'key' | null>(null);
  const close = useCallback(() => set({ object: null, version: null, tab: 'preview' }), [set]);
  if (!store.enabled)
    return (
      <>
        <PlaceBar store={store} stores={stores} state={state} set={set} onOpen={setOpening} />
        <EmptyState title={say('objects.off')} text={say('objects.off.text')} />
      </>
    );
  return (
    <>
      <PlaceBar store={store} stores={stores} state={state} set={set} onOpen={setOpening} />
      <Split>
        <Level key={`${state.bucket} ${state.prefix}`} store={store.id} state={state} set={set} onOpen={setOpening} />
        {state.object !== null && (
          <ObjectPanel
            key={`${state.object} ${state.version}`}
            store={store.id}
            object={{ bucket: state.bucket, key: state.object, version: state.version }}
            tab={state.tab}
            set={set}
            onClose={close}
          />
        )}
      </Split>
      {opening && (
        <OpenDialog
          what={opening}
          onClose={() => setOpening(null)}
          onOpen={(name) => {
            setOpening(null);
            if (opening === 'bucket') set(placeOf(name, ''), 'push');
            else set({ ...placeOf(state.bucket, prefixOf(name)), object: name }, 'push');
          }}
        />
      )}
    </>
  );
}

const actionsOf = (add: () => void): readonly Action[] => [
  { id: 'objects.add', word: 'objects.add', keywords: 'objects.add.keywords', icon: AddIcon, keys: 'n', group: 'screen', run: add },
];
