import type { Address, AddressCodec } from '../../data/address';

export const TABS = ['preview', 'facts', 'versions'] as const;
export type Tab = (typeof TABS)[number];

export type ViewState = {
  /** The connection; empty: the first there is. */
  readonly store: string;
  /** Empty: the list of buckets. */
  readonly bucket: string;
  readonly prefix: string;
  /** The object whose panel is open. */
  readonly object: string | null;
  readonly version: string | null;
  readonly tab: Tab;
  readonly text: string;
  /** A store is being added. */
  readonly adding: boolean;
  /** Which connections the other screens look at; kept as it is. */
  readonly on: string;
};

export const viewState: AddressCodec<ViewState> = {
  read: ({ store, bucket, prefix, object, version, tab, q, add, on }) => ({
    store: store ?? '',
    bucket: bucket ?? '',
    prefix: bucket ? (prefix ?? '') : '',
    object: (bucket && object) || null,
    version: (bucket && object && version) || null,
    tab: TABS.find((each) => each === tab) ?? 'preview',
    text: q ?? '',
    adding: add === 'yes',
    on: on ?? '',
  }),
  write: ({ store, bucket, prefix, object, version, tab, text, adding, on }) => ({
    store,
    bucket,
    prefix,
    object: object ?? '',
    version: version ?? '',
    tab: tab === 'preview' ? '' : tab,
    q: text,
    add: adding ? 'yes' : '',
    on,
  }),
};

const TOP = { bucket: '', prefix: '', object: null, version: null, tab: 'preview', text: '' } as const;
/** Somewhere else in the store, with nothing open there. */
export const placeOf = (bucket: string, prefix: string) => ({ ...TOP, bucket, prefix });
export const placeAddress = (state: ViewState, bucket: string, prefix: string): Address => ({
  to: '/objects',
  search: viewState.write({ ...state, ...placeOf(bucket, prefix) }),
});
