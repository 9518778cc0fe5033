import type { AddressCodec } from '../../data/address';

export const TABS = ['state', 'options', 'rights'] as const;
export type Tab = (typeof TABS)[number];

export const ADDED = ['clusters', 'store'] as const;
export type Adding = (typeof ADDED)[number];

export type ViewState = {
  /** The connection whose panel is open. */
  readonly open: string | null;
  readonly tab: Tab;
  /** The dialog that adds connections is open, for what kind. */
  readonly adding: Adding | null;
  /** Which connections the other screens look at; kept as it is. */
  readonly on: string;
};

export const viewState: AddressCodec<ViewState> = {
  read: (search) => ({
    open: search['open'] || null,
    tab: TABS.find((tab) => tab === search['tab']) ?? 'state',
    adding: search['add'] === 'yes' ? 'clusters' : (ADDED.find((kind) => kind === search['add']) ?? null),
    on: search['on'] ?? '',
  }),
  write: ({ open, tab, adding, on }) => ({ open: open ?? '', tab: tab === 'state' ? '' : tab, add: adding ?? '', on }),
};
