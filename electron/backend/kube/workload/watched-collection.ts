import type { Failure } from '../../../../shared/models/failure';
import type { Resource, Selection } from '../resource';
import type { KubeSession } from '../session';

/** A link that was lost is mended in a moment: until then what it told is shown, and only then called unknown. */
const MENDED_WITHIN_MS = 15_000;

export type Collected<T> = {
  readonly resource: Resource;
  readonly namespace: string;
  readonly select?: Selection;
  /** `item` null: it is none of ours, and is not kept. */
  readonly map: (object: unknown) => { readonly id: string; readonly item: T | null } | null;
  /** No more than these are kept; of further ones the first that came go. */
  readonly max?: number;
};

/** What a selection of one namespace holds now, kept true by a watch until `signal` aborts. */
export class WatchedCollection<T> {
  readonly #items = new Map<string, T>();
  #listing: Set<string> | null = null;
  #listed = false;
  #broken: { readonly failure: Failure; readonly since: number } | null = null;

  constructor(session: Pick<KubeSession, 'watch'>, what: Collected<T>, onChange: () => void, signal: AbortSignal) {
    type Mapped = { readonly id: string; readonly item: T | null };
    const { resource, namespace, select, max = Number.POSITIVE_INFINITY } = what;
    const map = (object: unknown) => {
      const mapped = what.map(object);
      return mapped && { id: mapped.id, item: mapped };
    };
    const put = (mapped: readonly Mapped[]) => {
      for (const { id, item } of mapped) {
        this.#listing?.add(id);
        if (item === null) this.#items.delete(id);
        else this.#items.set(id, item);
      }
      for (const id of this.#items.keys()) {
        if (this.#items.size <= max) break;
        this.#items.delete(id);
      }
      onChange();
    };
    const out = {
      begin: () => void (this.#listing = new Set()),
      put: (_: string, mapped: readonly Mapped[]) => put(mapped),
      drop: (_: string, ids: readonly string[]) => {
        for (const id of ids) this.#items.delete(id);
        onChange();
      },
      live: () => {
        for (const id of this.#items.keys()) if (this.#listing && !this.#listing.has(id)) this.#items.delete(id);
        this.#listing = null;
        this.#listed = true;
        this.#broken = null;
        onChange();
      },
      broken: (_: string, failure: Failure) => {
        this.#broken = { failure, since: this.#broken?.since ?? performance.now() };
        onChange();
      },
    };
    session.watch({ resource, namespaces: [namespace], map, ...(select && { select }) }, out, signal);
  }

  get items(): ReadonlyMap<string, T> {
    return this.#items;
  }

  /** The first list is still on its way, and nothing is wrong yet. */
  get loading(): boolean {
    return !this.#listed && this.#broken === null;
  }

  /** Why it is not known what is there. Null while it is, or was a moment ago. */
  get failure(): Failure | null {
    if (!this.#broken) return null;
    const { failure, since } = this.#broken;
    const passing = this.#listed && failure.retry === 'self' && performance.now() - since < MENDED_WITHIN_MS;
    return passing ? null : failure;
  }
}
