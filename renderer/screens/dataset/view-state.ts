import { DatasetVersionId } from '../../../shared/models/dataset';
import type { AddressCodec } from '../../data/address';

export const TABS = ['profile', 'checks', 'rows', 'diff', 'files'] as const;
export type Tab = (typeof TABS)[number];

/** What the page remembers, in its address. */
export type ViewState = {
  /** Null: the newest. */
  readonly version: string | null;
  readonly tab: Tab;
  /** The version that it is held against. */
  readonly against: string | null;
  /** The column that is looked at closely. */
  readonly column: string | null;
};

const idOf = (text: string | undefined) => DatasetVersionId.safeParse(text).data ?? null;

export const viewState: AddressCodec<ViewState> = {
  read: ({ version, tab, against, column }) => ({
    version: idOf(version),
    tab: TABS.find((each) => each === tab) ?? 'profile',
    against: idOf(against),
    column: column || null,
  }),
  write: ({ version, tab, against, column }) => ({ version: version ?? '', tab: tab === 'profile' ? '' : tab, against: against ?? '', column: column ?? '' }),
};
