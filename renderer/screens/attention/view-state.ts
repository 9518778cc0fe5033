import type { AddressCodec } from '../../data/address';

/** The connections looked at; none: all. Shared with the other screens, as `on`. */
export type ViewState = { readonly on: readonly string[] };

export const viewState: AddressCodec<ViewState> = {
  read: ({ on }) => ({ on: on ? on.split(',').filter(Boolean) : [] }),
  write: ({ on }) => ({ on: on.join(',') }),
};
