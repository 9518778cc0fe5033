import type { Batching, HostState } from '../../../../shared/models/service';
import type { InferRequest, ModelSpec } from '../protocol/read-request';
import { hasRows, joined, kindOf, rowsOf, splitOf } from './join-requests';
import type { Outputs } from './onnx-model';
import { areRowsApart } from './rows-apart';

export type Batches = NonNullable<HostState['batches']>;
export type Runs = { readonly spec: ModelSpec; run(request: InferRequest): Promise<Outputs> };
type Waiting = { readonly request: InferRequest; readonly resolve: (outputs: Outputs | Promise<Outputs>) => void };
type Group = { readonly waiting: Waiting[]; rows: number; cancel: () => void };

/**
 * Runs requests that come within a moment of each other as one. What one of them got is what it would have got alone: where a
 * joined run fails, or does not give each its rows, each is run by itself.
 */
export class MicroBatch {
  readonly #groups = new Map<string, Group>();
  #batching: Batching | null = null;
  #asked: Batching | null = null;
  #batches: Batches | null = null;

  constructor(private readonly model: Runs) {}

  /** @returns whether the model's requests can be joined; null: nobody asked for it */
  async set(batching: Batching | null): Promise<Batches | null> {
    this.#asked = batching;
    if (batching) this.#batches ??= hasRows(this.model.spec) ? ((await areRowsApart(this.model)) ? 'yes' : 'mixes') : 'fixed';
    this.#batching = this.#batches === 'yes' ? this.#asked : null; // it may have been set anew meanwhile
    return batching && this.#batches;
  }

  run(request: InferRequest): Promise<Outputs> {
    const batching = this.#batching;
    const rows = batching && rowsOf(request);
    if (!batching || rows === null || rows >= batching.rows) return this.model.run(request);
    const kind = kindOf(request);
    const open = this.#groups.get(kind);
    if (open && open.rows + rows > batching.rows) this.#flush(kind, open);
    return new Promise((resolve) => {
      let group = this.#groups.get(kind);
      if (!group) this.#groups.set(kind, (group = this.#begin(kind, batching.waitMs)));
      group.waiting.push({ request, resolve });
      group.rows += rows;
      if (group.rows >= batching.rows) this.#flush(kind, group);
    });
  }

  #begin(kind: string, waitMs: number): Group {
    const group: Group = { waiting: [], rows: 0, cancel: () => undefined };
    const flush = () => this.#flush(kind, group);
    if (waitMs === 0) {
      const turn = setImmediate(flush);
      group.cancel = () => clearImmediate(turn);
    } else {
      const timer = setTimeout(flush, waitMs);
      group.cancel = () => clearTimeout(timer);
    }
    return group;
  }

  #flush(kind: string, group: Group): void {
    group.cancel();
    this.#groups.delete(kind);
    void this.#runAll(group.waiting);
  }

  /** Never throws: who waits is told. */
  async #runAll(waiting: readonly Waiting[]): Promise<void> {
    const requests = waiting.map(({ request }) => request);
    const answers = requests.length > 1 ? await this.#together(requests) : null;
    for (const [place, { request, resolve }] of waiting.entries()) resolve(answers?.[place] ?? this.model.run(request));
  }

  /** Null: each is to be run by itself. */
  async #together(requests: readonly InferRequest[]): Promise<Outputs[] | null> {
    try {
      const answers = splitOf(await this.model.run(joined(requests)), requests);
      if (!answers) this.#batches = 'mixes';
      if (!answers) this.#batching = null;
      return answers;
    } catch {
      return null; // one of them is at fault, and the others must not be told so
    }
  }
}
