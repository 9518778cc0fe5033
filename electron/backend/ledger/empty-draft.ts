import type { LedgerDraft } from './write-entry';

/** An entry that says nothing yet but its kind: what applies is added, and all else is told to be absent. */
export const EMPTY_DRAFT = {
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
  person: null,
  reasons: null,
  changes: [],
} satisfies Omit<LedgerDraft, 'kind'>;
