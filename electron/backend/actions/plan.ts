import { createHash, randomBytes } from 'node:crypto';
import { type ActionRequest, type ActionRun, type Check, type ObjectChange, type Plan, PLAN_LIFETIME_MS } from '../../../shared/models/action';
import { type EntityKey } from '../../../shared/models/entity';
import { AppError, type Failure, failure, failureOf } from '../../../shared/models/failure';
import type { ConnectorAction, Draft, Identity, PlanContext, Session } from '../connectors/contract';
import { canonicalJson } from '../ledger/canonical-json';
import { dryRunCheck, inOrder, ownChecks, refusalOf, refusing, rightsCheck, verdictOf } from './judge';
import type { ActionParts } from './parts';
import type { PlanShelf } from './plan-shelf';
import { personOf, refusedDraft, whereOf } from './record';
import { unreadDraft } from './unread-draft';
import { untilLive } from './until-live';

/** What is planned for what, found. */
export type Subject = { readonly session: Session; readonly action: ConnectorAction };

/** @throws AppError `unsupported` where the engine has no such action, `not-found` where the connection is gone. */
export function subjectOf({ connections }: ActionParts, key: EntityKey, request: ActionRequest): Subject {
  const action = connections.connectorOf(key).actions?.[request.action];
  if (!action) throw new AppError(failure('unsupported', { reason: 'action-unsupported', values: { action: request.action } }, key.connection));
  return { action, session: connections.get(key.connection).session() };
}

export const evidenceOf = async ({ evidence }: ActionParts, key: EntityKey, request: ActionRequest, signal: AbortSignal): Promise<readonly Check[]> =>
  (await evidence?.(key, request, signal)) ?? [];

export const contextOf = ({ wasStable }: ActionParts, key: EntityKey, at: number): PlanContext => ({ at, wasStable: (revision) => wasStable(key, revision) });

/** As JSON writes half of a pair, which has no bytes of its own. */
const LONE_SURROGATE = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

/** What the operator confirms: what would be done to what, and what should come of it. */
export function digestOf({ target, writes, goal, from, to }: Draft, request: ActionRequest): string {
  const text = JSON.stringify({ target, request, writes, goal, from, to }).replaceAll(LONE_SURROGATE, '$1\\ufffd');
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(text)))
    .digest('hex');
}

/** Works plans out. Changes nothing anywhere. */
export class Plans {
  /** Attempts that were refused and recorded lately, with when (epoch ms). */
  readonly #refused = new Map<string, number>();

  constructor(
    private readonly parts: ActionParts,
    private readonly shelf: PlanShelf,
    /** What of ours is under way on an entity. */
    private readonly underWay: (key: EntityKey) => ActionRun | null,
  ) {}

  /** Reads, asks and tries in as few turns as there are: the way to the server counts, not our own work. Throws AppError. */
  async make(key: EntityKey, request: ActionRequest, signal: AbortSignal): Promise<Plan> {
    const { parts } = this;
    const { connections, now } = parts;
    const { options } = connections.get(key.connection).stored;
    const freshness = await untilLive(parts, key, signal);
    const madeAt = now();
    const own = ownChecks({ appReadOnly: parts.readOnly(), options, freshness, request, under: this.underWay(key) });
    const { draft, identity, changes, checks } =
      freshness.state === 'live' ? await this.#ask(key, request, own, madeAt, signal) : { ...nothing, draft: unreadDraft(parts, key), checks: own };
    const plan: Plan = {
      id: randomBytes(16).toString('hex'),
      digest: digestOf(draft, request),
      request,
      target: draft.target,
      connection: { name: options.name, production: options.production },
      actingAs: identity?.subject ?? null,
      from: draft.from,
      to: draft.to,
      effects: [...draft.effects],
      changes: [...changes],
      commands: [...draft.commands],
      checks: inOrder(checks),
      verdict: verdictOf(checks, request, { production: options.production, name: draft.target.name }),
      undo: draft.undo,
      madeAt,
      expiresAt: madeAt + PLAN_LIFETIME_MS,
    };
    this.shelf.put({ plan, draft, identity, refusalKept: !plan.verdict.allowed && this.#noteRefusal(plan, identity) });
    return plan;
  }

  /** An attempt that was refused is on record even if nobody presses further; the same one again within a plan's life is the same attempt. */
  #noteRefusal(plan: Plan, identity: Identity | null): boolean {
    const { parts } = this;
    const { target, request, checks, verdict, madeAt } = plan;
    const attempt = JSON.stringify([target.connection, target.id, request, verdict.by]);
    for (const [key, at] of this.#refused) if (madeAt - at >= PLAN_LIFETIME_MS) this.#refused.delete(key);
    const why = refusing(checks);
    if (!why) return false;
    if (this.#refused.has(attempt)) return true;
    try {
      const where = whereOf(parts.connections.find(target.connection), plan);
      parts.ledger.append(refusedDraft({ plan, confirmation: null, person: personOf(identity), where }, checks, refusalOf(why, target.connection)));
      this.#refused.set(attempt, madeAt);
      return true;
    } catch (error) {
      // Nothing was changed and nothing can be by this plan; that the ledger has trouble is told by the ledger.
      parts.log.error('a refusal could not be recorded', { code: failureOf(error).code });
      return false;
    }
  }

  async #ask(key: EntityKey, request: ActionRequest, own: readonly Check[], at: number, signal: AbortSignal): Promise<Asked> {
    const { session, action } = subjectOf(this.parts, key, request);
    const [draft, identity, evidence] = await Promise.all([
      action.plan(session, key, request, contextOf(this.parts, key, at), signal),
      this.#whoAmI(session, signal),
      evidenceOf(this.parts, key, request, signal),
    ]);
    const known = [...own, ...draft.checks, ...evidence];
    const refused = known.some(({ outcome }) => outcome === 'fail');
    // What is refused anyway is not tried: a trial is a write in the eyes of whoever watches the server.
    const [rights, trial] = await Promise.all([session.review(draft.rights ?? [], signal), refused ? null : tryOut(action, session, draft, signal)]);
    const asked = draft.rights ? [rightsCheck(rights), ...(trial ? [dryRunCheck(trial.failure)] : [])] : [];
    const checks = [...known, ...asked];
    return { draft, identity, changes: trial?.changes ?? [], checks };
  }

  /** A system that does not say who we are refuses nothing by that. */
  async #whoAmI(session: Session, signal: AbortSignal): Promise<Identity | null> {
    try {
      return await session.identity(signal);
    } catch (error) {
      if (!signal.aborted) this.parts.log.warn('a system did not say who we are', { code: failureOf(error).code });
      return null;
    }
  }
}

type Asked = { readonly draft: Draft; readonly identity: Identity | null; readonly changes: readonly ObjectChange[]; readonly checks: readonly Check[] };
const nothing = { identity: null, changes: [] };

async function tryOut(
  action: ConnectorAction,
  session: Session,
  draft: Draft,
  signal: AbortSignal,
): Promise<{ readonly changes: readonly ObjectChange[]; readonly failure: Failure | null }> {
  try {
    return { changes: await action.preview(session, draft, signal), failure: null };
  } catch (error) {
    const why = failureOf(error); // the refusal of a trial is an answer, which the plan shows
    if (signal.aborted || why.code === 'bug') throw error;
    return { changes: [], failure: why };
  }
}
