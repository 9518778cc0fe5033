import type { LedgerPerson } from '../../../shared/models/ledger-entry';
import { EMPTY_DRAFT } from './empty-draft';
import type { LedgerDraft } from './write-entry';

/** The entries that a session begins and ends with: between them nothing of it is missing. Of the person only what this machine knows. */
export const sessionDraft = (kind: 'session-opened' | 'session-closed', person: LedgerPerson | null): LedgerDraft => ({
  ...EMPTY_DRAFT,
  kind,
  person: person && { subject: null, groups: [], osUser: person.osUser, device: person.device },
});
