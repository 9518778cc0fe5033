import { isDeepStrictEqual } from 'node:util';
import type { ActionRun, Check, Confirmation, Plan } from '../../../shared/models/action';
import { AppError, type Failure, failure, failureOf } from '../../../shared/models/failure';
import type { ConnectorAction, Draft, Receipt, Session } from '../connectors/contract';
import type { Permit } from '../lib/permit';
import { changedCheck, inOrder, ownChecks, refusalOf, refusing, rightsCheck } from './judge';
import type { OpenRun } from './open-run';
import type { ActionParts } from './parts';
import { contextOf, digestOf, evidenceOf, subjectOf } from './plan';
import type { KeptPlan, PlanShelf } from './plan-shelf';
import { type Confirmed, intentDraft, personOf, refusedDraft, whereOf } from './record';
import type { ActionRuns } from './runs';
import { takenOf } from './settlement';
import { untilLive } from './until-live';

type Judgeable = Confirmed & Pick<KeptPlan, 'refusalKept'>;

/**
 * The one gate of every change. Judges the plan again, records the intent, and only then lets the connector write: the permit
 * that every write asks for is minted here and nowhere else. One of the three places that catch (docs/design.md).
 */
export class Executor {
  #ledger: string | null = null;

  constructor(
    private readonly parts: ActionParts,
    private readonly shelf: PlanShelf,
    private readonly runs: ActionRuns,
  ) {}

  /**
   * @returns the run, when the server took it or refused it, or when no answer came. Whoever asked may go away: nothing here ends by that.
   * @throws AppError `stale`, `conflict`, `denied` and the like with `values.check`: nothing was sent, and that is on record;
   *   `invalid`: what was typed is not enough; `local`: it could not be recorded, so nothing was sent.
   */
  async execute(confirmation: Confirmation): Promise<ActionRun> {
    const kept = this.shelf.find(confirmation.planId, confirmation.digest);
    expectConfirmed(kept, confirmation);
    const confirmed = this.#confirmed(kept, confirmation);
    try {
      this.shelf.use(kept);
    } catch (error) {
      throw this.#refuse(confirmed, kept.plan.checks, failureOf(error));
    }
    const letGo = this.runs.reserve(kept.plan.target);
    try {
      const { draft, checks } = await this.#judgeAgain(kept, confirmed, letGo !== null);
      return await this.#act(kept, confirmed, draft, checks);
    } finally {
      letGo?.();
    }
  }

  #confirmed({ plan, identity, refusalKept }: KeptPlan, confirmation: Confirmation): Judgeable {
    return { plan, confirmation, refusalKept, person: personOf(identity), where: whereOf(this.parts.connections.find(plan.target.connection), plan) };
  }

  /** All of it again but the trial, which the write itself makes: one turn to the server. @throws AppError once the refusal is on record */
  async #judgeAgain(kept: KeptPlan, confirmed: Judgeable, free: boolean): Promise<Judged> {
    const { plan, draft } = kept;
    let checks: readonly Check[] = plan.checks;
    try {
      // What a check refused when it was planned is not sent by this plan, whatever has become of it.
      expectNone(refusing(checks), plan);
      const own = await this.#ownChecks(plan, free);
      expectNone(refusing(own), plan);
      checks = inOrder(own);
      const judged = await this.#readAgain(plan, draft, own);
      checks = judged.checks;
      expectNone(refusing(checks), plan);
      return judged;
    } catch (error) {
      const told = this.#refuse(confirmed, checks, failureOf(error));
      if (told.failure.code === 'local') this.shelf.putBack(kept); // once the disk has room, the same press is put on record
      throw told;
    }
  }

  async #ownChecks({ target, request }: Plan, free: boolean): Promise<Check[]> {
    const { parts, runs } = this;
    const { options } = parts.connections.get(target.connection).stored;
    const under = runs.underWay(target);
    const freshness = await untilLive(parts, target, runs.closing); // at once where it is looked at, as from a window
    return ownChecks({ appReadOnly: parts.readOnly(), options, freshness, request, under, beginning: !free });
  }

  async #readAgain(plan: Plan, planned: Draft, own: readonly Check[]): Promise<Judged> {
    const { target, request } = plan;
    const { session, action } = subjectOf(this.parts, target, request);
    const key = { connection: target.connection, kind: target.kind, id: target.id };
    const signal = this.runs.closing;
    const reading = action.plan(session, key, request, contextOf(this.parts, key, plan.madeAt), signal);
    const [draft, rights, evidence] = await Promise.all([
      reading.catch(unreadable),
      session.review(planned.rights ?? [], signal),
      evidenceOf(this.parts, key, request, signal),
    ]);
    const same = digestOf(draft, request) === plan.digest && isDeepStrictEqual(draft.rights, planned.rights);
    const changed = same ? [] : [changedCheck(failure('conflict', { reason: 'object-changed' }))];
    return { draft, checks: inOrder([...own, ...changed, ...draft.checks, ...evidence, ...(planned.rights ? [rightsCheck(rights)] : [])]) };
  }

  /** @returns what to throw: the refusal once it is on record, or why it could not be recorded. */
  #refuse(confirmed: Judgeable, checks: readonly Check[], why: Failure): AppError {
    if (why.code === 'bug' || this.runs.closing.aborted) return new AppError(why);
    if (confirmed.refusalKept) return new AppError(why); // since it was planned
    try {
      this.parts.ledger.append(refusedDraft(confirmed, checks, why));
      return new AppError(why);
    } catch (error) {
      const { code, detail, ...rest } = failureOf(error);
      return new AppError({ ...rest, code, detail: { ...detail, values: { ...detail.values, refusal: why.code, ...checkOf(why) } } });
    }
  }

  async #act(kept: KeptPlan, confirmed: Confirmed, draft: Draft, checks: readonly Check[]): Promise<ActionRun> {
    const { parts, runs, shelf } = this;
    const { plan } = kept;
    const { session, action } = subjectOf(parts, plan.target, plan.request);
    runs.closing.throwIfAborted();
    let intent: number;
    try {
      intent = parts.ledger.append(intentDraft(confirmed, draft, checks)).seq;
    } catch (error) {
      shelf.putBack(kept); // once the disk has room, the same press may be made again
      throw error;
    }
    const run = runs.open({
      run: {
        intent,
        planDigest: plan.digest,
        request: plan.request,
        target: draft.target,
        phase: 'sending',
        startedAt: parts.now(),
        endedAt: null,
        awaited: draft.awaited,
        lastSeen: null,
        failure: null,
        settled: false,
      },
      where: confirmed.where,
      goal: draft.goal,
      version: draft.version,
      withinMs: draft.withinMs,
    });
    await this.#send(run, confirmed, { session, action, draft });
    return run.run;
  }

  /** No two ledgers begin with the same entry. What cannot be told does not keep a change from being sent whose intent is on record. */
  #ledgerId(): string | null {
    try {
      this.#ledger ??= this.parts.ledger.get(0).entry.hash;
    } catch {
      // Unread this time.
    }
    return this.#ledger;
  }

  async #send(run: OpenRun, { plan, person, confirmation }: Confirmed, by: { session: Session; action: ConnectorAction; draft: Draft }): Promise<void> {
    const { intent } = run.run;
    const permit = { intent, ledger: this.#ledgerId() } as Permit;
    const note = { who: person.subject ?? person.osUser, reason: confirmation.reason, at: this.parts.now(), plan: plan.digest };
    let receipt: Receipt;
    try {
      receipt = await by.action.execute(by.session, by.draft, note, permit, this.runs.closing);
    } catch (error) {
      const why = failureOf(error);
      if (why.code === 'bug') this.parts.log.error('a write failed in a way that was not foreseen', { intent, text: why.detail.text });
      const taken = takenOf(why);
      if (taken === 'none') run.end({ phase: 'failed', failure: why });
      else run.follow(taken, { failure: taken === 'unknown' ? unanswered(why) : why });
      return;
    }
    run.follow('all', {}, receipt.auditIds);
  }
}

/** Reading is tried again by itself, sending never is: whoever reads this must not wait for it. */
function unanswered({ detail, connection }: Failure): Failure {
  const { written: _, ...values } = detail.values ?? {};
  return failure('uncertain', { ...detail, values }, connection);
}

/** What a person must add is asked for, and no refusal. */
function expectConfirmed({ plan }: KeptPlan, { reason, typedName }: Confirmation): void {
  const invalid = (why: 'typed-name-differs' | 'reason-missing') => new AppError(failure('invalid', { reason: why }, plan.target.connection));
  if (!plan.verdict.allowed) return; // refused whatever is typed
  if (plan.verdict.typedName !== null && typedName.trim() !== plan.verdict.typedName) throw invalid('typed-name-differs');
  if (plan.verdict.needsReason && reason === '') throw invalid('reason-missing');
}

type Judged = { readonly draft: Draft; readonly checks: readonly Check[] };

function expectNone(refused: Check | undefined, { target }: Plan): void {
  if (refused) throw new AppError(refusalOf(refused, target.connection));
}

/** It could not be read again: what was planned on is not known to be true. */
function unreadable(error: unknown): never {
  const why = failureOf(error);
  if (why.code === 'bug' || why.code === 'cancelled') throw error;
  const gone = why.code === 'not-found';
  const values = { ...why.detail.values, check: gone ? 'unchanged' : 'fresh' };
  throw new AppError({ ...why, detail: { ...why.detail, ...(gone && { reason: 'object-gone' as const }), values } }, { cause: error });
}

const checkOf = ({ detail }: Failure) => (detail.values?.['check'] === undefined ? {} : { check: detail.values['check'] });
