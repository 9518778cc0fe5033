import type { Delivery } from '../../../shared/models/delivery';
import type { AddressCodec } from '../../data/address';

export const TABS = ['pods', 'analyses', 'time', 'history', 'events'] as const;
export type Tab = (typeof TABS)[number];
/** A service of a workspace has neither pods nor analyses: its figures are on its own page. */
export const tabsOf = (engine: Delivery['engine']): readonly Tab[] => (engine === 'local' ? ['time', 'history', 'events'] : TABS);

/** What the page remembers, in its address: the part that is looked at, and whose log is open. */
export type ViewState = {
  readonly tab: Tab;
  readonly log: { readonly pod: string; readonly container: string; readonly previous: boolean } | null;
  readonly on: string;
};

export const viewState: AddressCodec<ViewState> = {
  read: ({ tab, pod, container, previous, on }) => ({
    tab: TABS.find((each) => each === tab) ?? 'pods',
    log: pod && container ? { pod, container, previous: previous === 'yes' } : null,
    on: on ?? '',
  }),
  write: ({ tab, log, on }) => ({
    on,
    tab: tab === 'pods' ? '' : tab,
    ...(log && { pod: log.pod, container: log.container, previous: log.previous ? 'yes' : '' }),
  }),
};
