import type { RuleAct } from '../../../shared/models/service';
import type { ReleaseStore } from './release-store';

/** A backend that was told of an act and does not say within that time that it is in the ledger is not going to. */
const CLAIMED_MS = 30_000;

/** What rules did that no ledger has yet, each told to one backend at a time. */
export class RuleActs {
  /** By their numbers, with when a backend was told of them. */
  readonly #claimed = new Map<number, number>();

  constructor(
    private readonly store: Pick<ReleaseStore, 'unrecorded'>,
    private readonly now: () => number,
  ) {}

  claim(): RuleAct[] {
    const now = this.now();
    const acts = this.store.unrecorded().filter(({ n }) => now - (this.#claimed.get(n) ?? 0) > CLAIMED_MS);
    for (const { n } of acts) this.#claimed.set(n, now);
    return acts;
  }
}
