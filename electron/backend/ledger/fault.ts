import type { LedgerState } from '../../../shared/models/ledger-entry';

/** What is wrong with a ledger, and from which entry on. */
export type Fault = NonNullable<LedgerState['fault']>;
