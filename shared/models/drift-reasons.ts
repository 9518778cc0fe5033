/** How a value of a reason is told: shares as per cent, p-values by their power, names as they are. */
export type ReasonValueKind = 'share' | 'number' | 'p' | 'count' | 'text' | 'measure' | 'side' | 'type';

/**
 * Every reason of a drift report with what its words name (`drift.reason.<id>`). First why a column has its verdict, then why a measure
 * is absent; some are both.
 */
export const DRIFT_REASONS = {
  // drifted
  'distribution-changed': { measure: 'measure', value: 'number', threshold: 'number', p: 'p', level: 'number' },
  'missing-changed': { reference: 'share', current: 'share', limit: 'share' },
  'new-categories': { share: 'share', limit: 'share' },
  'out-of-range': { share: 'share', limit: 'share' },
  // not drifted
  'distribution-close': { measure: 'measure', value: 'number', threshold: 'number' },
  /** As large as the threshold, and no more than chance makes. */
  'distribution-by-chance': { measure: 'measure', value: 'number', threshold: 'number', p: 'p', level: 'number' },
  /** A change that is there, too small to matter. */
  'distribution-small': { measure: 'measure', value: 'number', threshold: 'number', p: 'p', level: 'number' },
  // as large as the limit, and no more than chance makes
  'missing-by-chance': { reference: 'share', current: 'share', limit: 'share' },
  'new-by-chance': { share: 'share', limit: 'share' },
  'range-by-chance': { share: 'share', limit: 'share' },
  // insufficient, for the column as a whole
  'rows-too-few': { side: 'side', rows: 'count', needed: 'count' },
  'side-empty': { side: 'side' },
  'all-missing': { side: 'side' },
  'column-absent': { side: 'side' },
  'types-differ': { reference: 'text', current: 'text' },
  'type-differs-between-files': { side: 'side', types: 'text' },
  'type-unsupported': { type: 'text' },
  'column-unread': { text: 'text' },
  'no-p-value': {},
  'measure-absent': { measure: 'measure' },
  // absent measures
  'for-numbers': {},
  'for-categories': {},
  'one-value': {},
  'one-bin': {},
  'no-spread': {},
  'not-finite': {},
  'too-many-categories': { limit: 'count' },
  'from-counts': {},
  'from-sketch': {},
  'not-asked': {},
  // said beside a verdict
  'values-not-finite': { side: 'side', rows: 'count' },
  'mostly-other': { share: 'share' },
  /** Of windows, whose values are not kept: the distance of Kolmogorov and Smirnov is taken at the edges of the bins. */
  'on-edges': { share: 'share' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ReasonValueKind>>>>;

export type DriftReasonId = keyof typeof DRIFT_REASONS;
export const isDriftReasonId = (id: string): id is DriftReasonId => Object.hasOwn(DRIFT_REASONS, id);
