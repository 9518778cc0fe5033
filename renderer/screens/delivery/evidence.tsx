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
import { tabsOf, viewState } from './view-state';

/** What there is to look at before one decides. */
export function Evidence({ page }: { readonly page: Page }) {
  const say = useWords();
  const id = useId();
  const [state, set] = useAddress(viewState);
  const { delivery, detail } = page;
  const tabs = tabsOf(delivery.engine);
  const shown = tabs.find((each) => each === state.tab) ?? tabs[0] ?? 'time';
  const counts = {
    pods: detail?.podCount,
    analyses: detail?.analyses.length,
    time: undefined,
    history: detail?.revisions.length,
    events: detail?.events.length,
  };
  const segments = tabs.map((value) => {
    const count = counts[value];
    const label = say(`delivery.tab.${value}`);
    return { value, label: count === undefined ? label : say('delivery.tab.count', { label, count }) };
  });
  return (
    <Panel padded={false}>
      <Tabs label={say('delivery.tabs')} value={shown} segments={segments} onChange={(tab) => set({ tab })} controls={id} />
      <div id={id} role="tabpanel" aria-label={say(`delivery.tab.${shown}`)} className={styles.content}>
        {shown === 'pods' && <PodsTab page={page} log={state.log} onLog={(log) => set({ log })} />}
        {shown === 'analyses' && <AnalysesTab page={page} />}
        {shown === 'time' && <TimeTab page={page} />}
        {shown === 'history' && <HistoryTab page={page} />}
        {shown === 'events' && <EventsTab page={page} />}
      </div>
    </Panel>
  );
}
