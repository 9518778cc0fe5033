import type { LedgerDraft } from './write-entry';

const revision = (number: number) => ({ key: `abc${number}`, number, images: [`registry.example/ranker:${number}`], modelUri: null });

/** An intent as a promotion writes it. */
export const someIntent = (name: string, more: Partial<LedgerDraft> = {}): LedgerDraft => ({
  kind: 'intent',
  verb: 'promote',
  target: {
    connection: 'east',
    kind: 'delivery',
    id: `argo-rollouts/shop/${name}`,
    uid: 'b3a1c1e0-0000-4000-8000-000000000001',
    engine: 'argo-rollouts',
    objectKind: 'Rollout',
    namespace: 'shop',
    name,
  },
  where: { connection: 'east', name: 'East', labels: { environment: 'production', site: 'dubai' }, system: 'kubernetes' },
  from: revision(7),
  to: revision(8),
  request: { action: 'promote' },
  goal: { step: 3, paused: false },
  version: '4711',
  plan: 'a'.repeat(64),
  checks: [
    { id: 'fresh', outcome: 'pass' },
    { id: 'rights', outcome: 'pass' },
    { id: 'dry-run', outcome: 'pass' },
  ],
  verdict: 'allowed',
  intent: null,
  phase: 'sending',
  failure: null,
  auditIds: [],
  tookMs: null,
  person: { subject: 'sam@shop.example', groups: ['release', 'system:authenticated'], osUser: 'sam', device: 'bridge-3' },
  reasons: { reason: `errors of ${name} are below the limit`, ticket: 'OPS-12' },
  changes: [{ object: `Rollout shop/${name}`, before: 'spec:\n  paused: true\n', after: 'spec:\n  paused: false\n' }],
  ...more,
});

export const someOutcome = (intent: number, name: string, more: Partial<LedgerDraft> = {}): LedgerDraft =>
  someIntent(name, {
    kind: 'outcome',
    intent,
    phase: 'done',
    goal: null,
    person: null,
    reasons: null,
    changes: [],
    auditIds: ['audit-1'],
    tookMs: 420,
    ...more,
  });
