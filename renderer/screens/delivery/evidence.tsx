import { useId } from 'react';
import { useAddress } from '../../data/address';
import { Panel } from '../../ui/panel';
import { Tabs } from '../../ui/segmented';
import { useWords } from '../../ui/use-words';
import { AnalysesTab } from './analyses-tab';
import { EventsTab } from './events-tab';
import styles from './evidence.module.css';
import { HistoryTab } from './history-tab';
import { PodsTab } from './pods-tab';
import { TimeTab } from './time-tab';
import type { Page } from '../../parts/delivery/use-delivery-page';
import { TABS, viewState } from './view-state';

/** What there is to look at before one decides. */
export function Evidence({ page }: { readonly page: Page }) {
  const say = useWords();
  const id = useId();
  const [state, set] = useAddress(viewState);
  const { detail } = page;
  const counts = {
    pods: detail?.podCount,
    analyses: detail?.analyses.length,
    time: undefined,
    history: detail?.revisions.length,
    events: detail?.events.length,
  };
  const segments = TABS.map((value) => {
    const count = counts[value];
    const label = say(`delivery.tab.${value}`);
    return { value, label: count === undefined ? label : say('delivery.tab.count', { label, count }) };
  });
  return (
    <Panel padded={false}>
      <Tabs label={say('delivery.tabs')} value={state.tab} segments={segments} onChange={(tab) => set({ tab })} controls={id} />
      <div id={id} role="tabpanel" aria-label={say(`delivery.tab.${state.tab}`)} className={styles.content}>
        {state.tab === 'pods' && <PodsTab page={page} log={state.log} onLog={(log) => set({ log })} />}
        {state.tab === 'analyses' && <AnalysesTab page={page} />}
        {state.tab === 'time' && <TimeTab page={page} />}
        {state.tab === 'history' && <HistoryTab page={page} />}
        {state.tab === 'events' && <EventsTab page={page} />}
      </div>
    </Panel>
  );
}
