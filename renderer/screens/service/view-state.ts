import type { AddressCodec } from '../../data/address';

export const SPANS = ['short', 'hour', 'day'] as const;
export const SPAN_MS: Readonly<Record<(typeof SPANS)[number], number>> = { short: 5 * 60_000, hour: 3_600_000, day: 86_400_000 };
export const QUANTILES = ['p50', 'p95', 'p99'] as const;
export const TABS = ['try', 'call', 'requests', 'acts'] as const;

export type ViewState = { readonly span: (typeof SPANS)[number]; readonly quantile: (typeof QUANTILES)[number]; readonly tab: (typeof TABS)[number] };

const oneOf = <T extends string>(all: readonly [T, ...(readonly T[])], given: string | undefined, otherwise: T): T =>
  all.find((each) => each === given) ?? otherwise;

export const viewState: AddressCodec<ViewState> = {
  read: ({ span, quantile, tab }) => ({ span: oneOf(SPANS, span, 'short'), quantile: oneOf(QUANTILES, quantile, 'p95'), tab: oneOf(TABS, tab, 'try') }),
  write: ({ span, quantile, tab }) => ({
    span: span === 'short' ? '' : span,
    quantile: quantile === 'p95' ? '' : quantile,
    tab: tab === 'try' ? '' : tab,
  }),
};
