import { hostname, userInfo } from 'node:os';
import type { ActionRun, Check, Confirmation, Plan } from '../../../shared/models/action';
import { deliveryId } from '../../../shared/models/delivery';
import type { Failure } from '../../../shared/models/failure';
import type { LedgerLeaf, LedgerPerson } from '../../../shared/models/ledger-entry';
import type { RuleAct } from '../../../shared/models/service';
import type { SupervisedConnection } from '../connections/supervise';
import type { Draft, Identity } from '../connectors/contract';
import { EMPTY_DRAFT } from '../ledger/empty-draft';
import type { LedgerDraft } from '../ledger/write-entry';

// What the ledger is told of an action.

export function personOf(identity: Identity | null): LedgerPerson {
  return { subject: identity?.subject ?? null, groups: [...(identity?.groups ?? [])], osUser: osUser(), device: hostname() };
}

function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? ''); // a user id without a name, as containers have
  }
}

/** Also of a connection that was removed since the plan was made. */
export function whereOf(connection: SupervisedConnection | undefined, plan: Plan): LedgerLeaf['where'] {
  if (!connection) return { connection: plan.target.connection, name: plan.connection.name, labels: {}, system: '' };
  const { id, options, target } = connection.stored;
  return { connection: id, name: options.name, labels: { ...options.labels }, system: target.server };
}

export type Confirmed = { readonly plan: Plan; readonly confirmation: Confirmation; readonly person: LedgerPerson; readonly where: LedgerLeaf['where'] };

type Attempted = Omit<Confirmed, 'confirmation'> & { readonly confirmation: Confirmation | null };

/** Written before the act, with all that a later start needs to find out what became of it. */
export function intentDraft({ plan, confirmation, person, where }: Confirmed, draft: Draft, checks: readonly Check[]): LedgerDraft {
  return {
    ...EMPTY_DRAFT,
    kind: 'intent',
    verb: plan.request.action,
    target: draft.target,
    where,
    from: draft.from,
    to: draft.to,
    request: plan.request,
    goal: { ...draft.goal },
    version: draft.version,
    plan: plan.digest,
    changes: plan.changes,
    checks: checks.map(({ id, outcome }) => ({ id, outcome })),
    verdict: 'allowed',
    person,
    reasons: { reason: confirmation.reason, ticket: confirmation.ticket },
  };
}

/** Nothing was sent, and why. Without a confirmation it was refused before anybody could confirm it. */
export function refusedDraft({ plan, confirmation, person, where }: Attempted, checks: readonly Check[], why: Failure): LedgerDraft {
  return {
    ...EMPTY_DRAFT,
    kind: 'refused',
    verb: plan.request.action,
    target: plan.target,
    where,
    from: plan.from,
    to: plan.to,
    request: plan.request,
    plan: plan.digest,
    checks: checks.map(({ id, outcome }) => ({ id, outcome })),
    verdict: 'refused',
    failure: brief(why),
    person,
    reasons: confirmation && { reason: confirmation.reason, ticket: confirmation.ticket },
  };
}

/** How it ended. Who and why are the intent's. */
export function outcomeDraft(run: ActionRun, where: LedgerLeaf['where'], auditIds: readonly string[], tookMs: number): LedgerDraft {
  return {
    ...EMPTY_DRAFT,
    kind: 'outcome',
    verb: run.request.action,
    target: run.target,
    where,
    request: run.request,
    plan: run.planDigest,
    intent: run.intent,
    phase: run.phase,
    failure: run.failure && brief(run.failure),
    auditIds: [...auditIds],
    tookMs: Math.max(0, tookMs),
  };
}

/** What a rule of a workspace did while nobody pressed anything: an act of no person, with why it came off. */
export function ruleDraft(connection: string, act: RuleAct, where: LedgerLeaf['where']): LedgerDraft {
  const { service: name, uid, verb, revision, failure: why } = act;
  const ref = revision === null ? null : { key: `r${revision}`, number: revision, images: [], modelUri: null };
  const target = { connection, kind: 'delivery', id: deliveryId('local', '', name), uid, engine: 'local', objectKind: 'Service', namespace: '', name } as const;
  const said = Object.entries(why?.detail.values ?? {}).map(([key, value]) => `${key} ${value}`);
  return {
    ...EMPTY_DRAFT,
    kind: 'noted',
    verb,
    target,
    where,
    ...(verb === 'abort' ? { from: ref } : { to: ref }),
    phase: 'done',
    version: `${uid}#${act.n}`,
    failure: why && brief(why),
    reasons: { reason: [why?.detail.reason, ...said, why?.detail.text].filter(Boolean).join(', '), ticket: '' },
  };
}

const brief = ({ code, detail }: Failure) => ({ code, reason: detail.reason ?? null });
