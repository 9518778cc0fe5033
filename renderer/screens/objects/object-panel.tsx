import { useId } from 'react';
import type { ObjectRef } from '../../../shared/models/object-store';
import type { SetAddress } from '../../data/address';
import { useRequest } from '../../data/request';
import { CopyButton } from '../../parts/copy-button';
import { useDriftBegin } from '../../parts/drift-begin';
import { PanelBody, PanelFooter, SidePanel } from '../../parts/side-panel';
import { Button } from '../../ui/button';
import { CodeText } from '../../ui/code-text';
import { FailureState } from '../../ui/failure-state';
import { DownIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { Menu } from '../../ui/menu';
import { Tabs } from '../../ui/segmented';
import { useWords } from '../../ui/use-words';
import { FactsTab } from './facts-tab';
import styles from './objects.module.css';
import { PreviewTab } from './preview-tab';
import { addressOf, nameOf, tableOf } from './rows';
import { VersionsTab } from './versions-tab';
import { type Tab, TABS, type ViewState } from './view-state';

export type ObjectPanelProps = {
  readonly store: string;
  readonly object: ObjectRef;
  readonly tab: Tab;
  readonly set: SetAddress<ViewState>;
  readonly onClose: () => void;
};

/** One object: its beginning, what the store says of it, its versions. */
export function ObjectPanel({ store, object, tab, set, onClose }: ObjectPanelProps) {
  const say = useWords();
  const panel = useId();
  const facts = useRequest('objects.facts', { connection: store, object });
  const name = nameOf(object.key);
  const table = tableOf(store, object.bucket, object.key);
  const drift = useDriftBegin(table, object.version !== null ? say('objects.not-newest') : table ? null : say('objects.no-table'));
  const tabs = (
    <div className={styles.tabs}>
      <Tabs
        label={say('objects.tabs')}
        value={tab}
        segments={TABS.map((value) => ({ value, label: say(`objects.tab.${value}`) }))}
        onChange={(next) => set({ tab: next })}
        controls={panel}
      />
    </div>
  );
  const known = facts.data?.facts;
  return (
    <SidePanel label={say('objects.detail', { name })} title={name} closeWord={say('objects.detail.close')} onClose={onClose} width={520} tabs={tabs}>
      <PanelBody>
        <div id={panel} role="tabpanel" aria-label={say(`objects.tab.${tab}`)}>
          {tab === 'versions' ? (
            <VersionsTab store={store} object={object} shown={known?.version ?? null} set={set} />
          ) : known ? (
            tab === 'facts' ? (
              <FactsTab facts={known} />
            ) : (
              <PreviewTab store={store} object={object} facts={known} />
            )
          ) : facts.error ? (
            <FailureState failure={facts.error} what={say('objects.detail.unread')} onRetry={() => void facts.refetch()} />
          ) : (
            <LoadingState what={say('objects.detail.loading')} />
          )}
        </div>
      </PanelBody>
      <PanelFooter>
        <CodeText>{addressOf(object.bucket, object.key)}</CodeText>
        <CopyButton text={addressOf(object.bucket, object.key)} label={say('objects.copy-address')} />
        <Menu
          label={say('monitors.title')}
          side="end"
          entries={drift}
          target={
            <Button size="s" trailing={DownIcon}>
              {say('monitors.title')}
            </Button>
          }
        />
      </PanelFooter>
    </SidePanel>
  );
}
