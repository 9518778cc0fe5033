import { z } from 'zod';
import { ActionRequest, ActionTarget, Check, ObjectChange, RUN_PHASES } from './action';
import { RevisionRef } from './delivery';

const sha256 = z.string().regex(/^[a-f0-9]{64}$/);

export const LEDGER_KINDS = [
  'session-opened', // an app or command line began to write here
  'session-closed',
  'intent', // recorded before the act
  'outcome',
  'refused', // a plan or its execution was refused by a check: nothing was sent
  'noted', // something worth keeping that is no action
] as const;

/** Personal data of an entry. It lies apart from the leaf, which holds only a salted commitment, so that it can be erased. */
export const LedgerPerson = z.object({
  /** As the system knows the subject, with its groups then. */
  subject: z.string().nullable(),
  groups: z.array(z.string()),
  osUser: z.string(),
  device: z.string(),
});
export type LedgerPerson = z.infer<typeof LedgerPerson>;
export const LedgerWhy = z.object({ reason: z.string(), ticket: z.string() });
export type LedgerWhy = z.infer<typeof LedgerWhy>;

/** What is proved: the leaf. Stored as its RFC 8785 bytes, at most 65,535. `v` is raised with every change of shape. */
export const LedgerLeaf = z.object({
  v: z.literal(1),
  seq: z.number().int().nonnegative(),
  /** UTC, milliseconds, ISO 8601. */
  at: z.string(),
  kind: z.enum(LEDGER_KINDS),
  /** Whoever wrote: one for each run of the app or command line. */
  session: z.string(),
  app: z.string(),
  /** SHA-256 of salt ‖ JCS of the personal part, hex; null where there is none. */
  who: sha256.nullable(),
  why: sha256.nullable(),
  verb: z.string().nullable(),
  target: ActionTarget.nullable(),
  where: z.object({ connection: z.string(), name: z.string(), labels: z.record(z.string(), z.string()), system: z.string() }).nullable(),
  from: RevisionRef.nullable(),
  to: RevisionRef.nullable(),
  request: ActionRequest.nullable(),
  /** Of an intent: what the derived state must show, in the connector's own terms, and the object's version before the write. After a crash it is settled by them. */
  goal: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
  version: z.string().nullable(),
  /** SHA-256 of what was planned. */
  plan: sha256.nullable(),
  /** SHA-256, hex, over the JCS of `[[object, text], …]`: of all changes in order, before and after. The texts lie beside the leaf. */
  before: sha256.nullable(),
  after: sha256.nullable(),
  checks: z.array(Check.pick({ id: true, outcome: true })),
  verdict: z.enum(['allowed', 'refused']).nullable(),
  /** The intent that this entry ends. */
  intent: z.number().int().nonnegative().nullable(),
  phase: z.enum(RUN_PHASES).nullable(),
  /** Codes of what went wrong. */
  failure: z.object({ code: z.string(), reason: z.string().nullable() }).nullable(),
  /** The system's own ids of the requests (Kubernetes Audit-Id). */
  auditIds: z.array(z.string()),
  tookMs: z.number().nonnegative().nullable(),
});
export type LedgerLeaf = z.infer<typeof LedgerLeaf>;

/** A leaf with what lies beside it. Erased parts are null. */
export const LedgerEntry = LedgerLeaf.extend({
  hash: sha256,
  person: LedgerPerson.nullable(),
  reasons: LedgerWhy.nullable(),
  erased: z.boolean(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** A row of the ledger's table. */
export const LedgerRow = LedgerLeaf.pick({ seq: true, at: true, kind: true, verb: true, phase: true, verdict: true, intent: true }).extend({
  connection: z.string().nullable(),
  connectionName: z.string().nullable(),
  entity: z.string().nullable(),
  namespace: z.string().nullable(),
  name: z.string().nullable(),
  who: z.string().nullable(),
  reason: z.string().nullable(),
  failure: z.string().nullable(),
});
export type LedgerRow = z.infer<typeof LedgerRow>;

/** What is known of the whole. `faulty` names the first entry that is not what was written. */
export const LedgerState = z.object({
  state: z.enum(['verifying', 'whole', 'faulty', 'unavailable']),
  size: z.number().int().nonnegative(),
  root: sha256.nullable(),
  verifiedAt: z.number().int().nullable(),
  fault: z
    .object({
      kind: z.enum(['leaf-changed', 'leaf-missing', 'entries-lost', 'root-differs', 'unreadable']),
      seq: z.number().int().nullable(),
      text: z.string(),
    })
    .nullable(),
});
export type LedgerState = z.infer<typeof LedgerState>;

export const LedgerChanges = z.array(ObjectChange);
