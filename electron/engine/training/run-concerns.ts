import type { Feed, Stop } from '../../../shared/api/verb';
import type { RunConcern } from '../../../shared/models/run';
import { type ConcernFacts, ConcernJudge } from './judge-concerns';

const TOLD_MAX = 200;

/** What of the runs that train now a person should look at. */
export class RunConcerns {
  readonly #judges = new Map<string, ConcernJudge>();
  readonly #concerns = new Map<string, readonly RunConcern[]>();
  readonly #listeners = new Set<() => void>();

  look(run: string, name: string, facts: ConcernFacts): void {
    const judge = this.#judges.get(run) ?? new ConcernJudge();
    this.#judges.set(run, judge);
    this.#set(
      run,
      judge.judge(facts).map((concern) => ({ run, name, ...concern })),
    );
  }

  forget(run: string): void {
    this.#judges.delete(run);
    this.#set(run, []);
  }

  watch(feed: Feed<{ concerns: RunConcern[] }>): Stop {
    const send = () => {
      if (!feed.congested) feed.push({ concerns: [...this.#concerns.values()].flat().slice(0, TOLD_MAX) });
    };
    feed.onDrain(send);
    this.#listeners.add(send);
    send();
    return () => void this.#listeners.delete(send);
  }

  /** Told when one comes or goes, not when it lasts. */
  #set(run: string, now: readonly RunConcern[]): void {
    const key = (all: readonly RunConcern[]) => all.map(({ concern, metric }) => `${concern} ${metric}`).join();
    const before = this.#concerns.get(run) ?? [];
    if (now.length > 0) this.#concerns.set(run, now);
    else this.#concerns.delete(run);
    if (key(before) !== key(now)) for (const listener of this.#listeners) listener();
  }
}
