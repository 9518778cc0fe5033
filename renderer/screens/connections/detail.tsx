import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Connection } from '../../../shared/models/connection';
import type { SetAddress } from '../../data/address';
import { useConnections } from '../../data/connections';
import { useChange } from '../../data/request';
import { type Action, useScreenActions } from '../../parts/actions';
import { notify } from '../../parts/notices';
import { PanelBody, PanelFooter, SidePanel } from '../../parts/side-panel';
import { Button } from '../../ui/button';
import { ColourMark } from '../../ui/colour-mark';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { ReloadIcon, RemoveIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { Tabs } from '../../ui/segmented';
import { useWords } from '../../ui/use-words';
import styles from './detail.module.css';
import { OptionsTab } from './options-tab';
import { RightsTab } from './rights-tab';
import { StateTab } from './state-tab';
import { type Tab, TABS, type ViewState } from './view-state';

export type DetailProps = { readonly id: string; readonly tab: Tab; readonly set: SetAddress<ViewState> };

/** One connection: how it is, what was set, what it may do. */
export function Detail({ id, tab, set }: DetailProps) {
  const say = useWords();
  const connection = useConnections().byId.get(id);
  const panel = useId();
  const close = useCallback(() => set({ open: null }), [set]);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  // Another may have been opened meanwhile: that one stays.
  const closeOwn = useCallback(() => isOpen.current && close(), [close]);
  return (
    <SidePanel
      label={say('connections.detail', { name: connection?.name ?? id })}
      title={connection?.name ?? id}
      mark={connection && <ColourMark colour={connection.colour} />}
      width={420}
      closeWord={say('connections.detail.close')}
      onClose={close}
      tabs={connection && <PanelTabs tabs={tabsOf(connection)} tab={tab} set={set} controls={panel} />}
    >
      {connection ? <Known connection={connection} tab={tab} set={set} panel={panel} onRemoved={closeOwn} /> : <Missing />}
    </SidePanel>
  );
}

/** One that was added just now is in no list yet: that it is not there is said a moment later. */
const MISSING_MS = 1_000;

function Missing() {
  const say = useWords();
  const [sure, setSure] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSure(true), MISSING_MS);
    return () => clearTimeout(timer);
  }, []);
  return sure ? (
    <EmptyState title={say('connections.detail.missing')} text={say('connections.detail.missing.text')} />
  ) : (
    <LoadingState what={say('connections.loading')} />
  );
}

/** Only a cluster can be asked for rights. */
const tabsOf = ({ system }: Connection): readonly Tab[] => (system === 'kubernetes' ? TABS : TABS.filter((tab) => tab !== 'rights'));

type PanelTabsProps = Pick<DetailProps, 'tab' | 'set'> & { readonly tabs: readonly Tab[]; readonly controls: string };

function PanelTabs({ tabs, tab, set, controls }: PanelTabsProps) {
  const say = useWords();
  return (
    <div className={styles.tabs}>
      <Tabs
        label={say('connections.tabs')}
        value={tab}
        segments={tabs.map((value) => ({ value, label: say(`connections.tab.${value}`) }))}
        onChange={(next) => set({ tab: next })}
        controls={controls}
      />
    </div>
  );
}

type KnownProps = Omit<DetailProps, 'id'> & { readonly connection: Connection; readonly panel: string; readonly onRemoved: () => void };

function Known({ connection, tab, set, panel, onRemoved }: KnownProps) {
  const say = useWords();
  const retry = useRetry(connection.id);
  return (
    <>
      <PanelBody>
        <div id={panel} role="tabpanel" aria-label={say(`connections.tab.${tab}`)}>
          {tab === 'state' && <StateTab connection={connection} onNamespaces={() => set({ tab: 'options' })} />}
          {tab === 'options' && <OptionsTab connection={connection} />}
          {tab === 'rights' && connection.system === 'kubernetes' && <RightsTab connection={connection} />}
        </div>
      </PanelBody>
      <PanelFooter>
        <Button size="s" icon={ReloadIcon} onClick={retry}>
          {say('connections.retry')}
        </Button>
        <span className={styles.space} />
        {connection.system !== 'local' && <Remove connection={connection} onRemoved={onRemoved} />}
      </PanelFooter>
    </>
  );
}

function useRetry(id: string): () => void {
  const { mutate } = useChange('connections.retry', { failed: (failure) => notify({ tone: 'bad', word: 'shell.notice.failed', failure }) });
  const retry = useCallback(() => mutate({ id }), [mutate, id]);
  useScreenActions(
    useMemo<readonly Action[]>(
      () => [
        {
          id: 'connections.retry',
          word: 'connections.retry',
          keywords: 'connections.retry.keywords',
          icon: ReloadIcon,
          keys: 'r',
          group: 'screen',
          run: retry,
        },
      ],
      [retry],
    ),
  );
  return retry;
}

function Remove({ connection: { id, name, production, system }, onRemoved }: { readonly connection: Connection; readonly onRemoved: () => void }) {
  const say = useWords();
  const [asking, setAsking] = useState(false);
  const remove = useChange('connections.remove', {
    done: () => {
      setAsking(false);
      notify({ tone: 'ok', word: 'connections.removed', values: { name } });
      onRemoved();
    },
  });
  return (
    <>
      <Button size="s" kind="danger" icon={RemoveIcon} onClick={() => setAsking(true)}>
        {say('connections.remove')}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={say('connections.remove.title', { name })}
        confirmWord={say('connections.remove.do', { name })}
        danger
        working={remove.isPending}
        onConfirm={() => remove.mutate({ id })}
        {...(production && { typedName: name })}
      >
        <p>{say(system === 'object-store' ? 'objects.remove.text' : 'connections.remove.text')}</p>
        {remove.error && <FailureState compact failure={remove.error} />}
      </ConfirmDialog>
    </>
  );
}
