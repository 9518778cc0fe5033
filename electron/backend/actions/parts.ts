import type { ActionRequest, Check } from '../../../shared/models/action';
import type { LedgerEntry } from '../../../shared/models/ledger-entry';
import type { EntityKey } from '../../../shared/models/entity';
import type { Connections } from '../connections/connections';
import type { Inventory } from '../inventory/inventory';
import type { LedgerDraft } from '../ledger/write-entry';
import type { Log } from '../lib/log';

/** What the room needs of the ledger. */
export interface ActionLedger {
  /** Durable when it returns. @throws AppError `local` */
  append(draft: LedgerDraft): { readonly seq: number };
  /** The same for an outcome, unless the intent has one by now. @returns null where it had. @throws AppError `local` */
  settle(draft: LedgerDraft): { readonly seq: number } | null;
  /** Intents without an outcome that no other living copy of the app is at work on. @throws AppError `local` */
  unsettled(): readonly LedgerEntry[];
  /** @throws AppError `not-found`, `local` */
  get(seq: number): { readonly entry: Pick<LedgerEntry, 'hash'> };
}

export type ActionParts = {
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly ledger: ActionLedger;
  /** The whole app is read-only. */
  readonly readOnly: () => boolean;
  readonly wasStable: (key: EntityKey, revision: string) => boolean;
  /** What is known beside the system itself of what is to be changed; absent where nothing is. It never throws but when `signal` aborts. */
  readonly evidence?: (key: EntityKey, request: ActionRequest, signal: AbortSignal) => Promise<readonly Check[]>;
  readonly log: Log;
  readonly now: () => number;
};
