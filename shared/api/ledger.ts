import { z } from 'zod';
import { ConnectionId } from '../models/entity';
import { LedgerChanges, LedgerEntry, LedgerRow, LedgerState } from '../models/ledger-entry';
import { request, watch } from './verb';

const seq = z.number().int().nonnegative();
const PAGE_MAX = 500;

export const LedgerFilter = z.object({
  /** Part of who, of the reason, of the ticket, of the target's name. */
  text: z.string().max(200),
  kinds: z.array(z.string().max(40)).max(20),
  verbs: z.array(z.string().max(40)).max(20),
  phases: z.array(z.string().max(40)).max(20),
  connections: z.array(ConnectionId).max(200),
  /** An entity's id. */
  entity: z.string().max(600).nullable(),
  from: z.number().int().nullable(),
  to: z.number().int().nullable(),
});
export type LedgerFilter = z.infer<typeof LedgerFilter>;

export const ledgerApi = {
  /** Entries that fit, newest first, below `before`. */
  'ledger.list': request(
    z.object({ filter: LedgerFilter.partial(), before: seq.nullable(), limit: z.number().int().min(1).max(PAGE_MAX) }),
    z.object({ rows: z.array(LedgerRow), total: z.number().int().nonnegative() }),
  ),
  /** One entry with its texts, the entries that it is linked to, and its place in the tree (RFC 6962 inclusion proof, hex). */
  'ledger.get': request(
    z.object({ seq }),
    z.object({
      entry: LedgerEntry,
      leaf: z.string(),
      changes: LedgerChanges,
      linked: z.array(LedgerRow),
      proof: z.object({ size: seq, root: z.string(), path: z.array(z.string()) }),
    }),
  ),
  /** The state of the whole, sent again with every new entry. */
  'ledger.watch': watch(z.object({}), LedgerState),
  /** Reads and checks every entry now. */
  'ledger.verify': request(z.object({}), LedgerState),
};
