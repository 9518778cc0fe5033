import { useId } from 'react';
import type { Service } from '../../../shared/models/service';
import { useAddress } from '../../data/address';
import type { Here } from '../../data/workspace';
import { Panel } from '../../ui/panel';
import { Tabs } from '../../ui/segmented';
import { useWords } from '../../ui/use-words';
import { ActsTab } from './acts-tab';
import { CallTab } from './call-tab';
import { RequestsTab } from './requests-tab';
import styles from './service.module.css';
import { TryTab } from './try-tab';
import { TABS, viewState } from './view-state';

export type UsePanelProps = { readonly here: Here; readonly service: Service };

/** Try it, call it, see who called, and what happened to it. */
export function UsePanel({ here, service }: UsePanelProps) {
  const say = useWords();
  const id = useId();
  const [{ tab }, set] = useAddress(viewState);
  const segments = TABS.map((value) => ({ value, label: say(`services.tab.${value}`) }));
  return (
    <Panel padded={false}>
      <Tabs label={say('services.tabs')} value={tab} segments={segments} onChange={(value) => set({ tab: value })} controls={id} />
      <div id={id} role="tabpanel" aria-label={say(`services.tab.${tab}`)} className={styles.tab}>
        {tab === 'try' && <TryTab here={here} service={service} />}
        {tab === 'call' && <CallTab connection={here.connection} service={service} />}
        {tab === 'requests' && <RequestsTab connection={here.connection} service={service} />}
        {tab === 'acts' && <ActsTab service={service} />}
      </div>
    </Panel>
  );
}
