import { useEffect, useMemo } from 'react';
import type { Connection } from '../../../shared/models/connection';
import { useAddress } from '../../data/address';
import { useConnections } from '../../data/connections';
import { markInteractive } from '../../data/marks';
import { type Action, useScreenActions } from '../../parts/actions';
import { KeyHints } from '../../parts/key-hints';
import { ScreenHeader } from '../../parts/screen-header';
import { Split } from '../../parts/side-panel';
import { Button } from '../../ui/button';
import { FailureState } from '../../ui/failure-state';
import { AddIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { useInterface } from '../../ui/ui-provider';
import { useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import { AddDialog } from './add-dialog';
import { connectionColumns, shownOf } from './columns';
import { Detail } from './detail';
import { FirstRun } from './first-run';
import { orderConnections } from './rows';
import { type Adding, viewState } from './view-state';

const HINTS = [
  { keys: 'up down', word: 'shell.palette.move' },
  { keys: 'Enter', word: 'shell.palette.open' },
  { keys: 'n', word: 'shell.hint.add' },
] as const;
const rowKey = ({ id }: Connection) => id;

/** Every configured place, how far it can be believed, and the way to more of them. */
export function Connections() {
  const say = useWords();
  const { locale } = useInterface();
  const [state, set] = useAddress(viewState);
  const { list, known, failure } = useConnections();
  const { marks, labels } = shownOf(list);
  const columns = useMemo(() => connectionColumns(say, { marks, labels }), [say, marks, labels]);
  const groups = useMemo(() => [{ key: '', rows: orderConnections(list, locale) }], [list, locale]);
  useScreenActions(useMemo(() => actionsOf((adding) => set({ adding })), [set]));
  useEffect(() => {
    if (known || failure) markInteractive();
  }, [known, failure]);

  const unwatched = list.some(({ freshness }) => freshness.state === 'idle');
  const add = () => set({ adding: 'clusters' });
  return (
    <>
      <ScreenHeader title={say('connections.title')} lead={known && say('connections.count', { count: list.length })}>
        <Button icon={AddIcon} kind={known && list.length === 0 ? 'plain' : 'primary'} onClick={add}>
          {say('connections.add')}
        </Button>
      </ScreenHeader>
      <Split>
        <Panel fill padded={false} footer={unwatched && say('connections.idle')} hints={list.length > 0 && <KeyHints hints={HINTS} />}>
          {failure && <FailureState failure={failure} what={say('connections.failed')} />}
          {!failure && !known && <LoadingState what={say('connections.add.looking')} />}
          {!failure && known && list.length === 0 && <FirstRun onAdd={add} onStore={() => set({ adding: 'store' })} />}
          {!failure && list.length > 0 && (
            <VirtualTable
              label={say('connections.table')}
              columns={columns}
              groups={groups}
              rowKey={rowKey}
              current={state.open}
              onOpen={({ id }) => set({ open: id }, state.open ? 'replace' : 'push')}
            />
          )}
        </Panel>
        {state.open !== null && known && <Detail key={state.open} id={state.open} tab={state.tab} set={set} />}
      </Split>
      {state.adding && (
        <AddDialog
          kind={state.adding}
          onKind={(adding) => set({ adding })}
          onClose={() => set({ adding: null })}
          onAdded={(id) => set({ adding: null, open: id })}
        />
      )}
    </>
  );
}

const actionsOf = (add: (kind: Adding) => void): readonly Action[] => [
  {
    id: 'connections.add',
    word: 'connections.add',
    keywords: 'connections.add.keywords',
    icon: AddIcon,
    keys: 'n',
    group: 'screen',
    run: () => add('clusters'),
  },
  { id: 'objects.add', word: 'objects.add', keywords: 'objects.add.keywords', icon: AddIcon, group: 'screen', run: () => add('store') },
];
