import type { LedgerPerson } from '../../../shared/models/ledger-entry';
import type { LedgerDraft } from './write-entry';

/** The entries that a session begins and ends with: between them nothing of it is missing. Of the person only what this machine knows. */
export const sessionDraft = (kind: 'session-opened' | 'session-closed', person: LedgerPerson | null): LedgerDraft => ({
  kind,
  person: person && { subject: null, groups: [], osUser: person.osUser, device: person.device },
  reasons: null,
  changes: [],
  verb: null,
  target: null,
  where: null,
  from: null,
  to: null,
  request: null,
  goal: null,
  version: null,
  plan: null,
  checks: [],
  verdict: null,
  intent: null,
  phase: null,
  failure: null,
  auditIds: [],
  tookMs: null,
});
