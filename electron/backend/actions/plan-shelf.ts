import type { Plan } from '../../../shared/models/action';
import { AppError, failure, type FailureReason } from '../../../shared/models/failure';
import type { Draft, Identity } from '../connectors/contract';

/** Plans that are made and not carried out are many; the oldest are let go. */
const KEPT_MAX = 200;

/** `refusalKept`: a check refused it, and that is on record. */
export type KeptPlan = { readonly plan: Plan; readonly draft: Draft; readonly identity: Identity | null; readonly refusalKept: boolean };

/** Plans that were made, in memory: each is carried out once at most. */
export class PlanShelf {
  readonly #kept = new Map<string, KeptPlan>();
  readonly #used = new Set<string>();

  constructor(private readonly now: () => number) {}

  put(kept: KeptPlan): void {
    this.#kept.set(kept.plan.id, kept);
    for (const id of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_MAX) break;
      this.#kept.delete(id);
      this.#used.delete(id);
    }
  }

  /** @throws AppError `stale`: nobody knows it, or not by this digest. */
  find(id: string, digest: string): KeptPlan {
    const kept = this.#kept.get(id);
    if (kept?.plan.digest !== digest) throw stale('plan-unknown');
    return kept;
  }

  /** From here on nobody else carries it out. @throws AppError `stale`: it is too old, or somebody does already. */
  use({ plan }: KeptPlan): void {
    if (this.#used.has(plan.id)) throw stale('plan-used', plan.target.connection);
    if (this.now() >= plan.expiresAt) throw stale('plan-expired', plan.target.connection);
    this.#used.add(plan.id);
  }

  /** Nothing was sent by it, for a cause that is not its own. */
  putBack({ plan }: KeptPlan): void {
    this.#used.delete(plan.id);
  }
}

const stale = (reason: FailureReason, connection?: string) => new AppError(failure('stale', { reason }, connection));
